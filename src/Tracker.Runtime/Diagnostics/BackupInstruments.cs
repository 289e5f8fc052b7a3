using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of backups.</summary>
public sealed class BackupInstruments
{
    private readonly Counter<long> _backups;

    /// <summary>Makes them.</summary>
    public BackupInstruments(TrackerMeter meter) =>
        _backups = meter.Meter.CreateCounter<long>("backups", "{backup}", "Backups that were asked for, by what became of them: done or failed.");

    /// <summary>One was made, or was not.</summary>
    public void Made(bool isDone) => _backups.Add(1, new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));
}
