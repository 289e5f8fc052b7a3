using System.Threading.Channels;
using Tracker.JobHost.Reporting;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost;

/// <summary>The outside as a job sees it: its spec, its folders, and the report.</summary>
internal sealed class JobContext : IJobContext
{
    private readonly JobReport _report;
    private readonly StartRecord _record;

    public JobContext(JobSpec spec, HyperparameterValues hyperparameters, JobReport report, StartRecord record)
    {
        _record = record;
        _report = report;
        Hyperparameters = hyperparameters;
        Device = spec.Device;
        Seed = spec.Seed;
        Attempt = spec.Attempt;
        Program = spec.Program?.ToProgram();
        WorkDirectory = Path.Combine(spec.JobDirectory, "checkpoints");
        DataDirectory = Path.Combine(Path.GetFullPath(spec.PluginPath), "data");
        Directory.CreateDirectory(WorkDirectory);
    }

    public HyperparameterValues Hyperparameters { get; }

    public string Device { get; }

    public long Seed { get; }

    public int Attempt { get; }

    public string WorkDirectory { get; }

    public string DataDirectory { get; }

    public JobProgram? Program { get; }

    public ChannelReader<JobCommand> Commands => _report.Commands;

    public void Log(long step, params ReadOnlySpan<(string Name, double Value)> values) => _report.Log(step, values);

    public void Phase(string name, long step) => _report.Phase(name, step);

    public void Alert(string title, string text, AlertSeverity severity) => _report.Alert(title, text, severity);

    public void ResolveAlert(string title) => _report.Alert(title, "", null);

    public void RecordPackages(string runtime, IReadOnlyList<string> packages) => _record.SetPackages(runtime, packages);

    public void SetFacts(TrainingFacts facts) => _report.SetFacts(facts);
}
