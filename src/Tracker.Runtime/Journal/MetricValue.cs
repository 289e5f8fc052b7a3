namespace Tracker.Runtime.Journal;

/// <summary>What became of a metric: what runs are compared, filtered and sorted by.</summary>
/// <param name="Name">As it was sent.</param>
/// <param name="Last">The last sample.</param>
/// <param name="Best">The best finite one by its direction; NaN before the first.</param>
/// <param name="BestStep">Its step; -1 before the first.</param>
public readonly record struct MetricValue(string Name, double Last, double Best, long BestStep);
