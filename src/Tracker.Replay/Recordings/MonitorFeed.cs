using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Recordings;

/// <summary>Feeds a monitor as the daemon does: positions without a gap, and a tick at each deadline that passes.</summary>
public sealed class MonitorFeed
{
    private readonly MonitorOptions _options;
    private readonly List<RunEvent> _events = [];
    private long _position;

    /// <summary>A feed of a run that nothing is known of.</summary>
    public MonitorFeed(RunId run, MonitorOptions options)
    {
        _options = options;
        Monitor = new RunMonitor(run, options);
    }

    /// <summary>The monitor; another object after <see cref="Reload"/>.</summary>
    public RunMonitor Monitor { get; private set; }

    /// <summary>Every event so far.</summary>
    public IReadOnlyList<RunEvent> Events => _events;

    /// <summary>Takes one input, after the ticks that were due before it.</summary>
    public void Apply(RunInput input)
    {
        // A daemon that was away ticked nobody.
        var away = input is MarkInput { Kind: MarkKind.Downtime } mark ? mark.Value : 0;
        AdvanceTo(new Timestamp(input.ReceivedAt.Microseconds - away));
        Monitor.Apply(++_position, input, _events);
    }

    /// <summary>Lets time pass: one tick at each deadline up to and including now.</summary>
    /// <exception cref="InvalidOperationException">The monitor asks for the same tick for ever.</exception>
    public void AdvanceTo(Timestamp now)
    {
        while (Monitor.NextDeadline is { } due && due <= now)
        {
            Monitor.Apply(++_position, new TickInput(due), _events);
            if (Monitor.NextDeadline is { } next && next <= due)
                throw new InvalidOperationException($"The monitor of {Monitor.Run} was ticked at {due.Microseconds} us and asks for {next.Microseconds} us again.");
        }
    }

    /// <summary>Saves the monitor and goes on with what was saved, as after a restart of the daemon.</summary>
    public void Reload() => Monitor = RunMonitor.Load(Monitor.Run, _options, Monitor.Save());
}
