using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Access;

/// <summary>Files that hold secrets: the owner's alone, and whole or not there.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="StartupException">Others can read or write it.</exception>
    public static void RefuseIfOthersMay(string path, string otherWayOut)
    {
        if ((File.GetUnixFileMode(path) & Others) != 0)
            throw StartupException.Failed($"others can read {path}: run chmod 600 on it, or {otherWayOut}.");
    }

    /// <summary>Written beside with mode 0600, flushed, and renamed over what was there.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Owner,
        }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
