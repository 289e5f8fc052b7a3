using System.Runtime.InteropServices;

namespace Tracker.Daemon.Access;

/// <summary>The user that this process runs as.</summary>
internal static partial class UnixUser
{
    public static uint Id { get; } = EffectiveUserId();

    /// <summary>Files made from here on are the user's alone, until somebody widens their mode.</summary>
    public static void KeepFilesPrivate() => _ = SetUmask(Convert.ToUInt32("077", 8));

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetUmask(uint mask);
}
