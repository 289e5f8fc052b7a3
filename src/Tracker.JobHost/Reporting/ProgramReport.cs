using System.Threading.Channels;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Reporting;

/// <summary>
/// The report of a job whose program reports by itself, on a stream of its own. This one opens a stream only when the job host has
/// something to say too, and leaves every order to the program: an answer from here would settle what the trainer has not done.
/// </summary>
internal sealed class ProgramReport(JobSpec spec, HyperparameterValues hyperparameters, StopRequest stop) : JobReport
{
    private readonly Channel<JobCommand> _none = Channel.CreateBounded<JobCommand>(1);
    private readonly Lock _gate = new();
    private DaemonReport? _report;

    public override ChannelReader<JobCommand> Commands => _none.Reader;

    public override void Log(long step, ReadOnlySpan<(string Name, double Value)> values) => Open().Log(step, values);

    public override void SetFacts(TrainingFacts facts) => Open().SetFacts(facts);

    public override void Phase(string name, long step) => Open().Phase(name, step);

    public override void Alert(string title, string text, AlertSeverity? severity) => Open().Alert(title, text, severity);

    public override ValueTask DisposeAsync() => _report?.DisposeAsync() ?? ValueTask.CompletedTask;

    private DaemonReport Open()
    {
        lock (_gate) return _report ??= new DaemonReport(spec, hyperparameters, stop, takesOrders: false);
    }
}
