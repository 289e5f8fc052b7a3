using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static Tracker.Testing.Disks.SqliteNative;

namespace Tracker.Testing.Disks;

/// <summary>
/// A file system for SQLite that does what the real one does, but for what a test asks: it fails at the n-th call, is full in the
/// middle of a record, stalls, or loses its power, with what was written and not flushed. Name it as <c>Vfs</c> of a connection.
/// </summary>
public sealed unsafe class FaultDisk : IDisposable
{
    private static int _made;

    private readonly ConcurrentDictionary<string, FileImage> _images = new(StringComparer.Ordinal);
    private readonly Vfs* _real;
    private readonly Vfs* _vfs;
    private readonly GCHandle _self;
    private int _calls;
    private volatile bool _off;

    /// <summary>Makes it, on the machine's own disk.</summary>
    /// <param name="remembers">Keeps what is durable and what is not, for <see cref="LosePower"/>.</param>
    public FaultDisk(bool remembers = false)
    {
        Remembers = remembers;
        Name = $"faulty-{Interlocked.Increment(ref _made)}";
        _real = Find(null);
        _self = GCHandle.Alloc(this);
        _vfs = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));

        // All that has to do with no file stays the real one's.
        *_vfs = *_real;
        _vfs->Next = null;
        _vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        _vfs->Data = GCHandle.ToIntPtr(_self);
        _vfs->FileBytes = sizeof(FileHead) + _real->FileBytes;
        _vfs->Open = &OpenFileCall;
        _vfs->Delete = &DeleteFileCall;
        var result = Register(_vfs, 0);
        if (result != 0) throw new InvalidOperationException($"SQLite refuses the file system: {result}.");
    }

    /// <summary>SQLite's name of it.</summary>
    public string Name { get; }

    /// <summary>Decides each call, on the thread that makes it; may block there. Null lets all through.</summary>
    public Func<DiskCall, DiskFault>? Rule { get; set; }

    /// <summary>Calls that change something, so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    private bool Remembers { get; }

    /// <summary>Takes the number of calls back to 0.</summary>
    public void CountFromHere() => Interlocked.Exchange(ref _calls, 0);

    /// <summary>The machine stops: nothing is read or written any more.</summary>
    public void TurnOff() => _off = true;

    /// <summary>
    /// Leaves the files as a machine without power does: what was flushed is there, and of the rest what chance wants. All connections
    /// must be closed (after <see cref="TurnOff"/>, so that they change nothing).
    /// </summary>
    public void LosePower(Random chance)
    {
        foreach (var (path, image) in _images) File.WriteAllBytes(path, image.AfterPowerLoss(chance));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Unregister(_vfs);
        Marshal.FreeCoTaskMem((nint)_vfs->Name);
        NativeMemory.Free(_vfs);
        _self.Free();
    }

    private DiskFault Ask(DiskOperation operation, string path, long offset, int length)
    {
        if (_off) return DiskFault.Error(operation);
        var changes = operation is not (DiskOperation.Read or DiskOperation.Open);
        var number = changes ? Interlocked.Increment(ref _calls) : Calls;
        return Rule?.Invoke(new DiskCall(number, operation, path, offset, length)) ?? DiskFault.None;
    }

    [UnmanagedCallersOnly]
    private static int OpenFileCall(Vfs* vfs, byte* name, FileHead* file, int flags, int* outFlags)
    {
        file->Methods = null;
        var disk = (FaultDisk)GCHandle.FromIntPtr(vfs->Data).Target!;
        var path = Marshal.PtrToStringUTF8((nint)name) ?? "";
        var fault = disk.Ask(DiskOperation.Open, path, 0, 0);
        if (fault.Code != 0) return fault.Code;
        var real = FaultFile.Real(file);
        var result = disk._real->Open(disk._real, name, real, flags, outFlags);
        if (real->Methods == null) return result;
        var image = disk.Remembers && path.Length > 0 ? disk._images.GetOrAdd(path, static path => new FileImage(File.ReadAllBytes(path))) : null;
        file->Handle = GCHandle.ToIntPtr(GCHandle.Alloc(new OpenFile(disk, path, image)));
        file->Methods = FaultFile.Methods;
        return result;
    }

    [UnmanagedCallersOnly]
    private static int DeleteFileCall(Vfs* vfs, byte* name, int syncFolder)
    {
        var disk = (FaultDisk)GCHandle.FromIntPtr(vfs->Data).Target!;
        var path = Marshal.PtrToStringUTF8((nint)name) ?? "";
        var fault = disk.Ask(DiskOperation.Delete, path, 0, 0);
        if (fault.Code != 0) return fault.Code;
        var result = disk._real->Delete(disk._real, name, syncFolder);
        if (result == 0) disk._images.TryRemove(path, out _);
        return result;
    }

    /// <summary>A file that SQLite has open.</summary>
    internal sealed class OpenFile(FaultDisk disk, string path, FileImage? image)
    {
        public DiskFault Ask(DiskOperation operation, long offset, int length) => disk.Ask(operation, path, offset, length);

        public void Wrote(long offset, ReadOnlySpan<byte> bytes) => image?.Wrote(offset, bytes);

        public void Truncated(long length) => image?.Truncated(length);

        public void Synced(bool well) => image?.Synced(well);
    }
}
