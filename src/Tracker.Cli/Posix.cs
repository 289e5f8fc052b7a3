using System.Runtime.InteropServices;

namespace Tracker.Cli;

/// <summary>What .NET has no call for: a term signal to a process by its id.</summary>
internal static partial class Posix
{
    private const int SigTerm = 15;

    public static void Terminate(int pid) => _ = Kill(pid, SigTerm);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
