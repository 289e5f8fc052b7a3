using System.Runtime.InteropServices;

namespace Tracker.Testing.Disks;

/// <summary>SQLite's file system interface, as https://www.sqlite.org/c3ref/vfs.html and https://www.sqlite.org/c3ref/io_methods.html say.</summary>
internal static unsafe partial class SqliteNative
{
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    public static partial Vfs* Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    public static partial int Register(Vfs* vfs, int makeDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_unregister")]
    public static partial int Unregister(Vfs* vfs);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Vfs
    {
        public int Version;
        public int FileBytes;
        public int LongestPath;
        public Vfs* Next;
        public byte* Name;
        public nint Data;
        public delegate* unmanaged<Vfs*, byte*, FileHead*, int, int*, int> Open;
        public delegate* unmanaged<Vfs*, byte*, int, int> Delete;
        public nint Access;
        public nint FullPathname;
        public nint DlOpen;
        public nint DlError;
        public nint DlSym;
        public nint DlClose;
        public nint Randomness;
        public nint Sleep;
        public nint CurrentTime;
        public nint GetLastError;
        public nint CurrentTimeInt64;
        public nint SetSystemCall;
        public nint GetSystemCall;
        public nint NextSystemCall;
    }

    /// <summary>What SQLite sees of our file; the real one lies behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FileHead
    {
        public FileMethods* Methods;
        public nint Handle;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FileMethods
    {
        public int Version;
        public delegate* unmanaged<FileHead*, int> Close;
        public delegate* unmanaged<FileHead*, byte*, int, long, int> Read;
        public delegate* unmanaged<FileHead*, byte*, int, long, int> Write;
        public delegate* unmanaged<FileHead*, long, int> Truncate;
        public delegate* unmanaged<FileHead*, int, int> Sync;
        public delegate* unmanaged<FileHead*, long*, int> FileSize;
        public delegate* unmanaged<FileHead*, int, int> Lock;
        public delegate* unmanaged<FileHead*, int, int> Unlock;
        public delegate* unmanaged<FileHead*, int*, int> CheckReservedLock;
        public delegate* unmanaged<FileHead*, int, nint, int> FileControl;
        public delegate* unmanaged<FileHead*, int> SectorSize;
        public delegate* unmanaged<FileHead*, int> DeviceCharacteristics;
        public delegate* unmanaged<FileHead*, int, int, int, nint*, int> ShmMap;
        public delegate* unmanaged<FileHead*, int, int, int, int> ShmLock;
        public delegate* unmanaged<FileHead*, void> ShmBarrier;
        public delegate* unmanaged<FileHead*, int, int> ShmUnmap;
    }
}
