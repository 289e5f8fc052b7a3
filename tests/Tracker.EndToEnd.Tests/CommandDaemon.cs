using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>One daemon with the shipped plugins for the tests of a class, and a folder to keep programs in.</summary>
public sealed class CommandDaemon : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public DaemonProcess Daemon { get; private set; } = null!;

    public string Folder => _folder.Path;

    internal JobBoard Board { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Daemon = await DaemonProcess.StartAsync([.. Built.JobFlags, "--slots", "4"]);
        Board = new JobBoard(Daemon);
    }

    public string DirectoryOf(string run) => Path.Combine(Daemon.DataDirectory, "jobs", run);

    /// <summary>Writes a file into a folder of its own.</summary>
    /// <returns>That folder.</returns>
    public string Write(string name, string text, bool isExecutable = false)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (isExecutable) Scripts.Write(file, text);
        else File.WriteAllText(file, text);
        return folder;
    }

    internal JobProgram Program(params string[] arguments) => new() { WorkingDirectory = Folder, Arguments = { arguments } };

    internal JobProgram Shell(string script) => Program("sh", "-c", script);

    /// <summary>Runs a program to its end.</summary>
    internal async Task<(Job Job, string Output)> RunAsync(JobProgram program) => await Board.EndAsync(await Board.SubmitAsync(program));

    public async ValueTask DisposeAsync()
    {
        Board.Dispose();
        await Daemon.DisposeAsync();
        _folder.Dispose();
    }
}
