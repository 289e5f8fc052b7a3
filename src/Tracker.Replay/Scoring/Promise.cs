namespace Tracker.Replay.Scoring;

/// <summary>A row of the scoreboard: what was promised, and what was measured.</summary>
/// <param name="Id">For good, as healthy-curves.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Published">The best that others published, or were measured at.</param>
/// <param name="Promised">The aim.</param>
/// <param name="Here">What was measured, with its n.</param>
/// <param name="Kept">The aim is reached; null where it was not measured.</param>
public sealed record Promise(string Id, string Measure, string Published, string Promised, string Here, bool? Kept)
{
    /// <summary>The same row where nothing was measured.</summary>
    public Promise Unmeasured => this with { Here = "not measured", Kept = null };
}
