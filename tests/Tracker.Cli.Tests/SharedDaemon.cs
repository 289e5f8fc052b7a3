using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary>One daemon for the tests of a class, with a job that fails at once and one that runs until it is told to stop.</summary>
public sealed class SharedDaemon : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public DaemonProcess Daemon { get; private set; } = null!;

    public string DirectoryOf(string run) => Path.Combine(Daemon.DataDirectory, "jobs", run);

    public async ValueTask InitializeAsync()
    {
        var plugins = new ScriptPlugins(_folder.Path)
            .Add("Fails", "echo hello; echo oops >&2; exit 3")
            .Add("Long", "trap 'exit 75' TERM; echo up >up; while :; do sleep 0.05; done");
        Daemon = await DaemonProcess.StartAsync("--plugins", plugins.Folder, "--job-host", plugins.JobHost, "--slots", "2");
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.DisposeAsync();
        _folder.Dispose();
    }
}
