using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Daemon.Tests.Export;

/// <summary>Snapshots of runs as tests want them.</summary>
internal static class RunSnapshots
{
    public static RunMonitorSnapshot Running(int number, params MetricSnapshot[] metrics) => new()
    {
        Run = new RunId((UInt128)number),
        Position = 10,
        Status = RunStatus.Running,
        StatusReason = "",
        Facts = new RunFacts { Name = $"run {number}", Experiment = "digits", PlannedSteps = 200 },
        JobPlugin = null,
        Attempt = 1,
        Step = 50,
        Samples = 100,
        CreatedAt = new Timestamp(1_700_000_000_000_000),
        LastReportAt = new Timestamp(1_700_000_100_250_000),
        EndedAt = null,
        ExpectedInterval = TimeSpan.FromMilliseconds(1_500),
        NextDeadline = null,
        Metrics = [.. metrics],
        Alerts = [],
        Findings = [],
        Judgements = [],
        PendingCommands = [],
        LastEvent = 0,
    };

    public static MetricSnapshot Metric(
        string name, double last, double best = double.NaN, MetricRole role = MetricRole.Other, Split split = Split.None, int rank = 0, bool primary = false, long nonFinite = 0) =>
        new(name, rank, role, split, MetricDirection.Unknown, primary, 10, 0, nonFinite, 50, last, best, 40);

    public static Alert Alert(string detector, Severity severity, AlertState state) =>
        new(1, detector, severity, state, 50, new Timestamp(1_700_000_000_000_000), null, "Free text that is no label.");

    public static RunMonitorSnapshot With(this RunMonitorSnapshot run, params Alert[] alerts) => run with { Alerts = [.. alerts] };

    public static MetricSnapshot[] Metrics(int count) => [.. Enumerable.Range(0, count).Select(i => Metric($"metric {i}", i))];
}
