using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>A supervisor over a directory of its own, with shell scripts as plugins: real processes without TorchSharp.</summary>
internal sealed class JobBench : IAsyncDisposable
{
    // What a job host does for these tests: a plugin is a folder with run.sh, which finds its job's directory as working directory.
    private const string JobHost = """
        #!/bin/sh
        if [ "$1" = --describe ]; then
            if [ -e "$2/describe.sh" ]; then exec sh "$2/describe.sh"; fi
            exec cat "$2/describe.json"
        fi
        plugin=$(sed -n 's/.*"pluginPath": "\(.*\)".*/\1/p' "$1")
        exec sh "$plugin/run.sh" "$1"
        """;

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TrackerMeter _meter = new();
    private readonly List<JobSupervisor> _supervisors = [];
    private readonly string _root = Directory.CreateTempSubdirectory("tracker-jobs-").FullName;

    public JobBench(int slots = 2, TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Options = new JobOptions
        {
            Directory = Path.Combine(_root, "jobs"),
            PluginRoots = [Path.Combine(_root, "plugins")],
            JobHost = Path.Combine(_root, "job-host"),
            Server = $"unix:{_root}/trackerd.sock",
            Slots = slots,
            Limits = new JobLimits { Grace = TimeSpan.FromSeconds(20) },
        };
        Directory.CreateDirectory(Options.PluginRoots[0], Owner);
        Scripts.Write(Options.JobHost, JobHost);
    }

    public JobOptions Options { get; }

    public RecordingRouter Router { get; } = new();

    public TimeProvider Time { get; }

    public JobSupervisor Supervisor => _supervisors[^1];

    public string DirectoryOf(RunId run) => Path.Combine(Options.Directory, run.ToString());

    /// <summary>Adds a plugin that runs this script.</summary>
    public string AddPlugin(string name, string script, string hyperparameters = """{"name":"lr","default":"0.05","description":"Learning rate."}""")
    {
        var folder = Path.Combine(Options.PluginRoots[0], name);
        Directory.CreateDirectory(folder, Owner);
        Write(Path.Combine(folder, "run.sh"), script);
        Write(Path.Combine(folder, "describe.json"), $$"""{"name":"{{name}}","description":"A script.","hyperparameters":[{{hyperparameters}}]}""");
        return folder;
    }

    public static void Write(string file, string text)
    {
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public PluginCatalog Plugins() =>
        new(Microsoft.Extensions.Options.Options.Create(Options), Time, NullLogger<PluginCatalog>.Instance);

    /// <summary>A daemon starts: the first, or the next on the same directory.</summary>
    public async Task<JobSupervisor> StartAsync()
    {
        var instruments = new JobInstruments(_meter);
        var supervisor = new JobSupervisor(
            Microsoft.Extensions.Options.Options.Create(Options),
            Plugins(),
            new SnapshotStore(Microsoft.Extensions.Options.Options.Create(Options), instruments, Time),
            Router,
            instruments,
            Time,
            NullLogger<JobSupervisor>.Instance);
        _supervisors.Add(supervisor);
        await supervisor.StartAsync(CancellationToken.None);
        return supervisor;
    }

    /// <summary>The daemon goes; its jobs stay.</summary>
    public async Task LeaveAsync()
    {
        await Supervisor.StopAsync(CancellationToken.None);
        Supervisor.Dispose();
    }

    public async Task<Job> SubmitAsync(string plugin, params (string Name, string Value)[] hyperparameters)
    {
        var result = await Supervisor.SubmitAsync(
            new JobRequest { Plugin = plugin, Hyperparameters = hyperparameters.ToImmutableSortedDictionary(h => h.Name, h => h.Value) },
            CancellationToken.None);
        Assert.Equal("", result.Reason);
        return result.Job!;
    }

    /// <summary>Runs a script to its end.</summary>
    public async Task<(Job Job, FinishInput End)> RunAsync(string script)
    {
        AddPlugin("Script", script);
        await StartAsync();
        var job = await SubmitAsync("Script");
        var end = await Router.EndOf(job.Run);

        // The supervisor notes that it told the end: its files are at rest only then.
        await Eventually.HoldsAsync("the end is noted", () => Supervisor.Find(job.Run.ToString()).Job!.State.EndReported);
        return (Supervisor.Find(job.Run.ToString()).Job!, end);
    }

    /// <summary>Waits until the script made this file in its job's directory.</summary>
    public async Task<string> FileOf(Job job, string name)
    {
        var file = Path.Combine(DirectoryOf(job.Run), name);
        await Eventually.HoldsAsync($"{name} is there", () => File.Exists(file) && new FileInfo(file).Length > 0);
        return (await File.ReadAllTextAsync(file)).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var job in Supervisor.List(includeExited: false).Where(j => j.State.Pid != 0))
        {
            using var process = JobProcess.Open(job.State.Process!);
            process?.Kill();
            process?.Reap();
        }

        await Supervisor.StopAsync(CancellationToken.None);
        foreach (var supervisor in _supervisors) supervisor.Dispose();
        _meter.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
