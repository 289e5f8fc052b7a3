using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of the way in.</summary>
public sealed class IngestInstruments
{
    private static readonly FrozenSet<string> Limits =
        FrozenSet.Create(StringComparer.Ordinal, "samples", "bytes", "name", "metrics", "sets", "set_names", "producers", "facts", "orders");

    private readonly Meter _meter;
    private readonly LimitInstruments _limits;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _late;
    private readonly Counter<long> _inputs;
    private readonly Counter<long> _detectorErrors;
    private readonly Counter<long> _damaged;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _queueSamples;
    private readonly UpDownCounter<long> _held;
    private readonly UpDownCounter<long> _loaded;

    /// <summary>Makes them.</summary>
    public IngestInstruments(TrackerMeter meter, LimitInstruments limits)
    {
        _limits = limits;
        _meter = meter.Meter;
        _samples = _meter.CreateCounter<long>("ingest_samples", "{sample}", "Samples that became durable, by the way they came.");
        _dropped = _meter.CreateCounter<long>("ingest_dropped_samples", "{sample}", "Samples that were refused for good, by reason.");
        _late = _meter.CreateCounter<long>("ingest_late_samples", "{sample}", "Samples at or below a step that was judged already: stored, not judged.");
        _inputs = _meter.CreateCounter<long>("ingest_inputs", "{input}", "Inputs of every kind, by what became of them.");
        _detectorErrors = _meter.CreateCounter<long>("detector_errors", "{error}", "Detectors that failed and were switched off for a run.");
        _damaged = _meter.CreateCounter<long>("store_damaged_entries", "{entry}", "Journal entries that were found damaged and left where they are, each time they are read.");
        _duration = _meter.CreateHistogram<double>("ingest_duration", "s", "Time from the call to its decision: wait in the mailbox and commit.");
        _queueSamples = _meter.CreateUpDownCounter<long>("ingest_queue_samples", "{sample}", "Samples that are taken and not yet decided.");
        _held = _meter.CreateUpDownCounter<long>("ingest_held_inputs", "{input}", "Early inputs that wait for one that is missing.");
        _loaded = _meter.CreateUpDownCounter<long>("runs_loaded", "{run}", "Runs that are in memory.");
    }

    /// <summary>An edge was told that samples are durable.</summary>
    /// <param name="transport">grpc_stream, grpc or http: a closed set.</param>
    /// <param name="samples">How many.</param>
    public void SamplesStored(string transport, int samples) =>
        _samples.Add(samples, new KeyValuePair<string, object?>("transport", transport));

    /// <summary>Asks an edge for its open streams at each scrape.</summary>
    public void ObserveStreams(Func<int> open) =>
        _meter.CreateObservableGauge("ingest_streams", open, "{stream}", "Report streams that are open.");

    internal void ObserveRuns(Func<long> live) =>
        _meter.CreateObservableGauge("runs_live", live, "{run}", "Runs that are created or running.");

    internal void ObserveUndecided(Func<long> bytes) =>
        _meter.CreateObservableGauge("ingest_undecided_bytes", bytes, "By", "Bytes that are taken and not yet decided.");

    internal void Damaged() => _damaged.Add(1);

    internal void Queued(int samples) => _queueSamples.Add(samples);

    internal void Overloaded() => _inputs.Add(1, new KeyValuePair<string, object?>("outcome", "overloaded"));

    internal void Decided(string outcome, int samples, TimeSpan took)
    {
        _queueSamples.Add(-samples);
        _inputs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(took.TotalSeconds);
    }

    internal void Refused(string reason, int samples)
    {
        _dropped.Add(samples, new KeyValuePair<string, object?>("reason", reason));
        if (Limits.Contains(reason)) _limits.Reached(reason);
    }

    /// <summary>A limit was reached once more, see <see cref="LimitInstruments.Reached"/>.</summary>
    public void LimitReached(string limit) => _limits.Reached(limit);

    internal void HeldChanged(int by)
    {
        if (by != 0) _held.Add(by);
    }

    internal void Late(long samples)
    {
        if (samples > 0) _late.Add(samples);
    }

    internal void Loaded(int by) => _loaded.Add(by);

    internal void DetectorFailed(string detector) =>
        _detectorErrors.Add(1, new KeyValuePair<string, object?>("detector", detector));
}
