using System.Text.Json;

namespace Tracker.Daemon.Hosting;

/// <summary>The data directory, held by one daemon at a time for as long as this lives.</summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>Where a restore gathers what it puts in place; there only while one works, or was cut short.</summary>
    public const string RestoreName = "restore.tmp";

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Root = path;
        _lock = held;
    }

    public string Root { get; }

    public string AddressFile => Path.Combine(Root, "trackerd.json");

    public string RestoreFolder => Path.Combine(Root, RestoreName);

    public string ControlToken => Path.Combine(Root, "control.token");

    public string Tokens => Path.Combine(Root, "tokens.json");

    /// <summary>Makes the directory (0700) where it is missing, and takes its lock.</summary>
    /// <exception cref="StartupException">It cannot be made, others may write to it, or another daemon holds it.</exception>
    public static DataDirectory Open(string path)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(path, Private);
            if ((File.GetUnixFileMode(path) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
                throw StartupException.Failed($"others may write to the data directory {path}: run chmod 700 on it, or choose another with --data-dir.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StartupException.Failed($"the data directory {path} cannot be used ({fault.Message}): choose another with --data-dir.", fault);
        }

        return new DataDirectory(path, Lock(path));
    }

    /// <summary>Bytes of the database and its logs.</summary>
    public long StoreBytes() => new DirectoryInfo(Root).EnumerateFiles("tracker.db*").Sum(file => file.Exists ? file.Length : 0);

    /// <summary>Makes the folder for the copy that a backup is made from.</summary>
    public string MakeBackupFolder() =>
        Directory.CreateDirectory(BackupFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    /// <summary>Removes that copy; also what a daemon left that died over it.</summary>
    public void RemoveLeftBackup()
    {
        if (Directory.Exists(BackupFolder)) Directory.Delete(BackupFolder, recursive: true);
    }

    public void Dispose() => _lock.Dispose();

    private string BackupFolder => Path.Combine(Root, "backup.tmp");

    private static FileStream Lock(string path)
    {
        var file = Path.Combine(path, "trackerd.lock");
        try
        {
            // FileShare.None is an exclusive flock, which the kernel gives back when the process dies, however it dies.
            return new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException fault)
        {
            throw StartupException.Failed($"the data directory {path} belongs to somebody else: choose another with --data-dir.", fault);
        }
        catch (IOException fault)
        {
            throw StartupException.Failed(
                $"another daemon ({Holder(path)}) uses the data directory {path}: stop it first, or choose another with --data-dir.", fault);
        }
    }

    private static string Holder(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "trackerd.json")));
            return $"pid {json.RootElement.GetProperty("pid").GetInt32()}";
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return "that is just starting";
        }
    }
}
