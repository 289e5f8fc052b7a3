using System.Threading.Channels;
using Tracker.Client;
using Tracker.Contracts.V1;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Reporting;

/// <summary>
/// Reports to the daemon that TRACKER_SERVER names, with the spool in the job's directory. It never ends the run: the supervisor sees
/// the exit code and does.
/// </summary>
internal sealed class DaemonReport : JobReport
{
    private const int MostCommands = 16;

    private readonly JobSpec _spec;
    private readonly TrackerRun _run;
    private readonly StopRequest _stop;
    private readonly Channel<JobCommand> _commands = Channel.CreateBounded<JobCommand>(MostCommands);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _pump;

    public DaemonReport(JobSpec spec, HyperparameterValues hyperparameters, StopRequest stop, bool takesOrders = true)
    {
        _spec = spec;
        _stop = stop;
        try
        {
            _run = TrackerRun.Start(JobRunOptions.Of(spec) with { Facts = WireFacts.Of(hyperparameters) });
        }
        catch (ArgumentException e)
        {
            throw new JobRefusedException(e.Message, e);
        }

        _pump = takesOrders ? PumpAsync() : Task.CompletedTask;
    }

    public override ChannelReader<JobCommand> Commands => _commands.Reader;

    public override void Log(long step, ReadOnlySpan<(string Name, double Value)> values) => _run.Log(step, values);

    public override void SetFacts(TrainingFacts facts) => _run.SetFacts(WireFacts.Of(facts));

    public override void Phase(string name, long step) => _run.Phase(name, step);

    public override void Alert(string title, string text, AlertSeverity? severity)
    {
        if (severity is { } grave) _run.Alert(title, text, (Severity)grave);
        else _run.ResolveAlert(title, text);
    }

    public override async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        _commands.Writer.Complete();
        while (_commands.Reader.TryRead(out var command)) command.Refused("The training has ended.");
        var isSent = await _run.FlushAsync().ConfigureAwait(false);
        await _run.DisposeAsync().ConfigureAwait(false);
        if (isSent) JobRunOptions.DeleteSpool(_spec);
        _closing.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var command in _run.Commands.ReadAllAsync(_closing.Token).ConfigureAwait(false)) Take(command);
        }
        catch (OperationCanceledException)
        {
            // The job is over; what still waits is refused by the closing.
        }
    }

    private void Take(DeliveredCommand command)
    {
        if (command.Name == JobCommand.Stop)
        {
            _stop.Request();
            command.Applied("The training ends after the current step.");
        }
        else if (!_commands.Writer.TryWrite(new ReceivedCommand(command)))
        {
            command.Refused($"{MostCommands} orders wait for this training already: send it again later.");
        }
    }

    private sealed class ReceivedCommand(DeliveredCommand command) : JobCommand
    {
        public override string Name => command.Name;

        public override IReadOnlyDictionary<string, string> Arguments => command.Arguments;

        public override void Applied(string message) => command.Applied(message);

        public override void Refused(string message) => command.Refused(message);

        public override void Failed(string message) => command.Failed(message);
    }
}
