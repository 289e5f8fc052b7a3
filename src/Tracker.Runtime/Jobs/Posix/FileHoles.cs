using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>Where a file has bytes and where its bytes were given back to the disk. A file system without holes has bytes everywhere.</summary>
internal static partial class FileHoles
{
    private const int Interrupted = 4;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoSuchData = 6;
    private const int KeepSizeAndPunch = 3;

    /// <summary>The first offset from this one on that has a byte; the same one where there is none.</summary>
    public static long NextData(SafeFileHandle file, long offset)
    {
        var found = Seek(file, offset, SeekData);
        return found < 0 ? offset : found;
    }

    /// <summary>The first offset from this one on that has no byte, which is the end at the latest.</summary>
    public static long NextHole(SafeFileHandle file, long offset)
    {
        var found = Seek(file, offset, SeekHole);
        return found >= 0 ? found : Marshal.GetLastPInvokeError() == NoSuchData ? offset : long.MaxValue;
    }

    /// <summary>Gives bytes back to the disk; the length and all offsets stay.</summary>
    /// <returns>False where the file system cannot.</returns>
    public static bool Punch(SafeFileHandle file, long offset, long bytes)
    {
        int result;
        do result = Allocate(file, KeepSizeAndPunch, offset, bytes);
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return result == 0;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long bytes);
}
