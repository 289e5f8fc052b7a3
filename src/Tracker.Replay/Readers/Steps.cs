namespace Tracker.Replay.Readers;

/// <summary>What a step may be.</summary>
internal static class Steps
{
    /// <summary>The largest whole number up to which a double holds every one.</summary>
    public const double Highest = 9_007_199_254_740_992;
}
