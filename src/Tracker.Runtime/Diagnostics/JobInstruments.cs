using System.Diagnostics.Metrics;
using Tracker.Core.Runs;
using Tracker.Runtime.Jobs;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of jobs.</summary>
public sealed class JobInstruments
{
    private static readonly (JobPhase Phase, string Word)[] Phases =
        [.. Enum.GetValues<JobPhase>().Where(p => p != JobPhase.Exited).Select(p => (p, p.ToString().ToLowerInvariant()))];

    private readonly TrackerMeter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _crashes;
    private readonly Counter<long> _refusals;

    /// <summary>Makes them.</summary>
    public JobInstruments(TrackerMeter meter)
    {
        _meter = meter;
        _duration = meter.Meter.CreateHistogram<double>(
            "job_duration",
            "s",
            "Time from a job's start to its end.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 300, 1_800, 7_200, 28_800, 86_400, 604_800] });
        _refusals = meter.Meter.CreateCounter<long>("job_refusals", "{request}", "Submissions of jobs and snapshots that were refused, by reason.");
        _crashes = meter.Meter.CreateCounter<long>("job_crashes", "{job}", "Jobs that failed.");
    }

    internal void Observe(Func<JobPhase, int> jobs, Func<(int Used, int Free)> slots)
    {
        _meter.Meter.CreateObservableGauge(
            "jobs",
            () => Phases.Select(p => new Measurement<int>(jobs(p.Phase), new KeyValuePair<string, object?>("state", p.Word))),
            "{job}",
            "Jobs that are not over.");
        _meter.Meter.CreateObservableGauge(
            "slots",
            () =>
            {
                var (used, free) = slots();
                return new[]
                {
                    new Measurement<int>(used, new KeyValuePair<string, object?>("state", "used")),
                    new Measurement<int>(free, new KeyValuePair<string, object?>("state", "free")),
                };
            },
            "{slot}",
            "Places for jobs.");
    }

    internal void Refused(JobRefusal refusal) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", refusal switch
    {
        JobRefusal.Invalid => "invalid",
        JobRefusal.NotFound => "not_found",
        JobRefusal.NotPossible => "not_possible",
        JobRefusal.Full => "full",
        _ => "unavailable",
    }));

    internal void Ended(RunStatus status, TimeSpan duration)
    {
        _duration.Record(Math.Max(0, duration.TotalSeconds), new KeyValuePair<string, object?>("outcome", status.ToWord()));
        if (status == RunStatus.Failed) _crashes.Add(1);
    }
}
