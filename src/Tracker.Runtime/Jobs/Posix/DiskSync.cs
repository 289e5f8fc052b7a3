using System.Runtime.InteropServices;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>Flushes what <see cref="FileStream.Flush(bool)"/> cannot: the names in a folder, and all files of a tree at once.</summary>
internal static partial class DiskSync
{
    /// <summary>The names of a folder are on the disk: a file that was made or renamed there is found after a power cut.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Folder(string path) => Sync(path, SyncFile);

    /// <summary>Everything of the file system that holds the folder is on the disk: for a tree of many small files one call, not one each.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void FileSystemOf(string path) => Sync(path, SyncFileSystem);

    private static void Sync(string path, Func<int, int> sync)
    {
        const int ReadOnlyAndClosedOnExec = 0x80000;
        var folder = Open(path, ReadOnlyAndClosedOnExec);
        if (folder < 0) throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            if (sync(folder) != 0) throw new IOException($"{path} could not be flushed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
