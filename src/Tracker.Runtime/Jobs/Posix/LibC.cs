using System.Runtime.InteropServices;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>The C library calls that start, watch and stop a process that must outlive this one.</summary>
internal static unsafe partial class LibC
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    public const int Interrupted = 4;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Append = 0x400;
    public const int OwnerReadWrite = 0x180;
    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetGroup = 0x02;
    public const short SpawnSetSession = 0x80;
    public const int WaitNoHang = 1;
    public const int SetChildSubreaper = 36;
    public const short PollIn = 1;

    /// <summary>More than any libc needs for posix_spawn_file_actions_t (80), posix_spawnattr_t (336) and sigset_t (128).</summary>
    public const int OpaqueBytes = 512;

    private const long PidfdOpenCall = 434;

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, byte* fileActions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsAddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ActionsAddChangeDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int ActionsAddCloseFrom(byte* actions, int lowest);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetSignalDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int SignalsEmpty(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int SignalsFill(byte* signals);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    /// <summary>By number: glibc has a wrapper from 2.36 on, Ubuntu 22.04 has 2.35.</summary>
    public static int PidfdOpen(int pid) => (int)SystemCall(PidfdOpenCall, pid, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
