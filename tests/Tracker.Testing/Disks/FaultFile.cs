using System.Runtime.InteropServices;
using static Tracker.Testing.Disks.SqliteNative;

namespace Tracker.Testing.Disks;

/// <summary>The calls of a file on a <see cref="FaultDisk"/>: each asks the disk first, and then the real file.</summary>
internal static unsafe class FaultFile
{
    /// <summary>Shared by all files, for the life of the process.</summary>
    public static readonly FileMethods* Methods = Make();

    /// <summary>The real file behind ours.</summary>
    public static FileHead* Real(FileHead* file) => file + 1;

    private static FileMethods* Make()
    {
        var methods = (FileMethods*)NativeMemory.AllocZeroed((nuint)sizeof(FileMethods));

        // The second version: with shared memory, without mapped reads, so that every byte goes by.
        methods->Version = 2;
        methods->Close = &Close;
        methods->Read = &Read;
        methods->Write = &Write;
        methods->Truncate = &Truncate;
        methods->Sync = &Sync;
        methods->FileSize = &FileSize;
        methods->Lock = &Lock;
        methods->Unlock = &Unlock;
        methods->CheckReservedLock = &CheckReservedLock;
        methods->FileControl = &FileControl;
        methods->SectorSize = &SectorSize;
        methods->DeviceCharacteristics = &DeviceCharacteristics;
        methods->ShmMap = &ShmMap;
        methods->ShmLock = &ShmLock;
        methods->ShmBarrier = &ShmBarrier;
        methods->ShmUnmap = &ShmUnmap;
        return methods;
    }

    private static FaultDisk.OpenFile Of(FileHead* file) => (FaultDisk.OpenFile)GCHandle.FromIntPtr(file->Handle).Target!;

    [UnmanagedCallersOnly]
    private static int Close(FileHead* file)
    {
        GCHandle.FromIntPtr(file->Handle).Free();
        var real = Real(file);
        return real->Methods->Close(real);
    }

    [UnmanagedCallersOnly]
    private static int Read(FileHead* file, byte* bytes, int length, long offset)
    {
        var fault = Of(file).Ask(DiskOperation.Read, offset, length);
        if (fault.Code != 0) return fault.Code;
        var real = Real(file);
        return real->Methods->Read(real, bytes, length, offset);
    }

    [UnmanagedCallersOnly]
    private static int Write(FileHead* file, byte* bytes, int length, long offset)
    {
        var open = Of(file);
        var fault = open.Ask(DiskOperation.Write, offset, length);
        var real = Real(file);
        var written = fault.Code == 0 ? length : fault.Written;
        if (written > 0)
        {
            var result = real->Methods->Write(real, bytes, written, offset);
            if (result != 0) return result;
            open.Wrote(offset, new ReadOnlySpan<byte>(bytes, written));
        }

        return fault.Code;
    }

    [UnmanagedCallersOnly]
    private static int Truncate(FileHead* file, long length)
    {
        var open = Of(file);
        var fault = open.Ask(DiskOperation.Truncate, length, 0);
        if (fault.Code != 0) return fault.Code;
        var real = Real(file);
        var result = real->Methods->Truncate(real, length);
        if (result == 0) open.Truncated(length);
        return result;
    }

    [UnmanagedCallersOnly]
    private static int Sync(FileHead* file, int flags)
    {
        var open = Of(file);
        var fault = open.Ask(DiskOperation.Sync, 0, 0);
        open.Synced(fault.Code == 0);

        // The machine under it does not stop, so there is nothing to wait for.
        return fault.Code;
    }

    [UnmanagedCallersOnly]
    private static int FileSize(FileHead* file, long* size)
    {
        var real = Real(file);
        return real->Methods->FileSize(real, size);
    }

    [UnmanagedCallersOnly]
    private static int Lock(FileHead* file, int level)
    {
        var real = Real(file);
        return real->Methods->Lock(real, level);
    }

    [UnmanagedCallersOnly]
    private static int Unlock(FileHead* file, int level)
    {
        var real = Real(file);
        return real->Methods->Unlock(real, level);
    }

    [UnmanagedCallersOnly]
    private static int CheckReservedLock(FileHead* file, int* held)
    {
        var real = Real(file);
        return real->Methods->CheckReservedLock(real, held);
    }

    [UnmanagedCallersOnly]
    private static int FileControl(FileHead* file, int operation, nint argument)
    {
        var real = Real(file);
        return real->Methods->FileControl(real, operation, argument);
    }

    [UnmanagedCallersOnly]
    private static int SectorSize(FileHead* file)
    {
        var real = Real(file);
        return real->Methods->SectorSize(real);
    }

    [UnmanagedCallersOnly]
    private static int DeviceCharacteristics(FileHead* file)
    {
        var real = Real(file);
        return real->Methods->DeviceCharacteristics(real);
    }

    [UnmanagedCallersOnly]
    private static int ShmMap(FileHead* file, int region, int size, int extend, nint* mapped)
    {
        var real = Real(file);
        return real->Methods->ShmMap(real, region, size, extend, mapped);
    }

    [UnmanagedCallersOnly]
    private static int ShmLock(FileHead* file, int offset, int count, int flags)
    {
        var real = Real(file);
        return real->Methods->ShmLock(real, offset, count, flags);
    }

    [UnmanagedCallersOnly]
    private static void ShmBarrier(FileHead* file)
    {
        var real = Real(file);
        real->Methods->ShmBarrier(real);
    }

    [UnmanagedCallersOnly]
    private static int ShmUnmap(FileHead* file, int delete)
    {
        var real = Real(file);
        return real->Methods->ShmUnmap(real, delete);
    }
}
