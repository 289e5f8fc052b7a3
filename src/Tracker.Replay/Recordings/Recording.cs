using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Recordings;

/// <summary>A run as it happened: every input but the ticks, which the monitor's own deadlines bring.</summary>
/// <param name="Run">The run.</param>
/// <param name="Options">What it is judged with.</param>
/// <param name="Inputs">In the order in which they came.</param>
/// <param name="End">The last moment that is watched; never before the last input.</param>
public sealed record Recording(RunId Run, MonitorOptions Options, ImmutableArray<RunInput> Inputs, Timestamp End)
{
    /// <summary>Judges the run from its first input to its end.</summary>
    /// <param name="reloadEvery">Saves and loads the monitor after every so many inputs; 0 never.</param>
    public Playback Play(int reloadEvery = 0)
    {
        var feed = new MonitorFeed(Run, Options);
        for (var i = 0; i < Inputs.Length; i++)
        {
            feed.Apply(Inputs[i]);
            if (reloadEvery > 0 && (i + 1) % reloadEvery == 0) feed.Reload();
        }

        feed.AdvanceTo(End);
        return new Playback(Inputs.IsEmpty ? End : Inputs[0].ReceivedAt, feed.Events, feed.Monitor.Describe());
    }
}

/// <summary>What a judged recording gave.</summary>
/// <param name="Start">When the first input came.</param>
/// <param name="Events">Every event, in order.</param>
/// <param name="Snapshot">What was known at the end.</param>
public sealed record Playback(Timestamp Start, IReadOnlyList<RunEvent> Events, RunMonitorSnapshot Snapshot);
