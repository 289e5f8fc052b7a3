using System.Text;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Commands;

/// <summary>A new file for a secret, mode 0600 from its first moment; goes again where nothing was kept in it.</summary>
internal sealed class SecretFile : IDisposable
{
    private readonly FileStream _file;
    private bool _kept;

    /// <exception cref="CliException">The file is there already, or cannot be made.</exception>
    public SecretFile(string path)
    {
        Path = path;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            _file = new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be made ({e.Message.TrimEnd('.')}): name a new file with --out.", ExitCode.Misused);
        }
    }

    public string Path { get; }

    /// <summary>Writes it.</summary>
    public void Keep(string secret)
    {
        _file.Write(Encoding.ASCII.GetBytes(secret + "\n"));
        _file.Flush(flushToDisk: true);
        _kept = true;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_kept) File.Delete(Path);
    }
}
