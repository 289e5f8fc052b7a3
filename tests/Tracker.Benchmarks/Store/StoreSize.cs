namespace Tracker.Benchmarks.Store;

/// <summary>How much is measured.</summary>
/// <param name="CurveMessages">Messages of 5,000 samples in the curve.</param>
/// <param name="FewRuns">Stored runs of the start that is promised.</param>
/// <param name="ManyRuns">Stored runs that are listed.</param>
internal sealed record StoreSize(long CurveMessages, int FewRuns, int ManyRuns)
{
    /// <summary>What docs/performance.md tells.</summary>
    public static StoreSize Full { get; } = new(2_000, 10_000, 100_000);

    /// <summary>To see in seconds that it runs; the figures say nothing.</summary>
    public static StoreSize Small { get; } = new(20, 500, 6_000);
}
