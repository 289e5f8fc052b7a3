using System.Collections.Immutable;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Traces;

/// <summary>Runs trace scripts through the very monitor that judges live runs.</summary>
public static class TraceRunner
{
    /// <summary>Runs a script and checks its expectations.</summary>
    /// <param name="script">The script.</param>
    /// <param name="reloadEvery">Saves and loads the monitor after every so many inputs; 0 never.</param>
    public static TraceResult Run(TraceScript script, int reloadEvery = 0)
    {
        var played = TraceRecorder.Record(script).Play(reloadEvery);
        return new TraceResult(played, [.. script.Expectations.Select(e => ExpectationCheck.Failure(e, played)).OfType<string>()]);
    }
}

/// <summary>What came of a script.</summary>
/// <param name="Playback">Events and the picture at the end.</param>
/// <param name="Failures">One sentence for each expectation that does not hold, with its line; empty when all hold.</param>
public sealed record TraceResult(Playback Playback, ImmutableArray<string> Failures);
