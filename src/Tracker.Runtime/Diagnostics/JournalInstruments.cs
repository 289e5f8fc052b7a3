using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of the store.</summary>
public sealed class JournalInstruments
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _backups;
    private readonly Counter<long> _sealedSamples;
    private readonly Counter<long> _chunks;
    private readonly Counter<long> _quarantined;
    private readonly Histogram<double> _sealDuration;

    /// <summary>Makes them.</summary>
    public JournalInstruments(TrackerMeter meter)
    {
        _meter = meter.Meter;
        _duration = _meter.CreateHistogram<double>("store_write_duration", "s", "Time of one commit, flush included.");
        _commits = _meter.CreateCounter<long>("store_commits", "{commit}", "Commits; each holds all the writes that waited.");
        _writes = _meter.CreateCounter<long>("store_writes", "{write}", "Writes that were committed.");
        _errors = _meter.CreateCounter<long>("store_errors", "{error}", "Commits that failed, by reason.");
        _backups = _meter.CreateCounter<long>("backups", "{backup}", "Backups that were asked for, by what became of them: done or failed.");
        _sealedSamples = _meter.CreateCounter<long>("store_sealed_samples", "{sample}", "Samples that were sealed into chunks.");
        _chunks = _meter.CreateCounter<long>("store_chunks", "{chunk}", "Chunks that were made.");
        _quarantined = _meter.CreateCounter<long>("store_quarantined_chunks", "{chunk}", "Chunks that were found damaged and set aside.");
        _sealDuration = _meter.CreateHistogram<double>("store_seal_duration", "s", "Time to read, pack and store one range of a run.");
    }

    /// <summary>A commit was flushed.</summary>
    public void Committed(int writes, TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds);
        _commits.Add(1);
        _writes.Add(writes);
    }

    /// <summary>A commit failed.</summary>
    /// <param name="reason">full, io, busy, corrupt or other.</param>
    public void Failed(string reason) => _errors.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A backup was made, or was not.</summary>
    public void BackedUp(bool isDone) => _backups.Add(1, new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));

    /// <summary>A range was sealed.</summary>
    public void Sealed(long samples, int chunks, TimeSpan duration)
    {
        _sealedSamples.Add(samples);
        _chunks.Add(chunks);
        _sealDuration.Record(duration.TotalSeconds);
    }

    /// <summary>A chunk was found damaged and set aside.</summary>
    public void Quarantined() => _quarantined.Add(1);

    /// <summary>Asks for the samples that wait to be sealed at each scrape.</summary>
    public void ObserveUnsealed(Func<long> samples) =>
        _meter.CreateObservableGauge("store_unsealed_samples", samples, "{sample}", "Samples that are stored as they came and wait to be sealed.");

    /// <summary>Asks for the bytes on disk at each scrape.</summary>
    public void ObserveBytes(Func<long> bytes) =>
        _meter.CreateObservableGauge("store_bytes", bytes, "By", "Bytes of the store on disk, its log included.");
}
