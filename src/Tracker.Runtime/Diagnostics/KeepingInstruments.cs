using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of deleting and purging.</summary>
public sealed class KeepingInstruments
{
    private readonly Counter<long> _deleted;
    private readonly Counter<long> _purged;
    private readonly Counter<long> _bytes;

    /// <summary>Makes them.</summary>
    public KeepingInstruments(TrackerMeter meter)
    {
        _deleted = meter.Meter.CreateCounter<long>("runs_deleted", "{run}", "Runs that were deleted, by people (reason request) or by a rule (reason retention).");
        _purged = meter.Meter.CreateCounter<long>("runs_purged", "{run}", "Deleted runs whose data are gone.");
        _bytes = meter.Meter.CreateCounter<long>("purged", "By", "Bytes of journal that purges removed.");
    }

    /// <summary>A run was deleted.</summary>
    /// <param name="reason">request or retention.</param>
    public void Deleted(string reason) => _deleted.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Purged() => _purged.Add(1);

    internal void Slice(long bytes) => _bytes.Add(bytes);
}
