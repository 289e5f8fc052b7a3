using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tracker.Testing;

/// <summary>What tests do to processes that .NET has no call for.</summary>
internal static partial class Posix
{
    public const int Term = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int FileSize = 1;
    private const int FileSizeSignal = 25;
    private const ulong Unlimited = ulong.MaxValue;
    private static readonly nint Ignore = 1;

    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Writes beyond this fail with EFBIG in the process; the signal that goes with it is ignored by what is started afterwards.</summary>
    public static void LimitFiles(int process, long? bytes)
    {
        var limit = new Limit { Soft = bytes is { } most ? (ulong)most : Unlimited, Hard = Unlimited };
        if (SetLimit(process, FileSize, in limit, 0) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Children inherit it: a file that may not grow is an error to them, not their end.</summary>
    public static void IgnoreFileSizeSignal() => SetHandler(FileSizeSignal, Ignore);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int process, int resource, in Limit limit, nint old);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetHandler(int signal, nint handler);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
