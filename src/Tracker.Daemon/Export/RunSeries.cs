using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Daemon.Export;

/// <summary>
/// The series of live runs. They are held while the run lives, however silent it is, and go when it ends: a series that fades
/// with silence would resolve the very alert that waits for it.
/// </summary>
internal sealed class RunSeries
{
    private const int MaxBest = 3;

    private readonly ExportOptions _options;
    private readonly ExportInstruments _instruments;
    private readonly Dictionary<RunId, int> _withheldMetrics = [];
    private readonly List<PageFamily> _families = [];
    private readonly PageFamily _info;
    private readonly PageFamily _state;
    private readonly PageFamily _lastReport;
    private readonly PageFamily _expectedInterval;
    private readonly PageFamily _step;
    private readonly PageFamily _epoch;
    private readonly PageFamily _progress;
    private readonly PageFamily _value;
    private readonly PageFamily _best;
    private readonly PageFamily _nonFinite;
    private readonly PageFamily _alert;

    public RunSeries(PrometheusPage page, ExportOptions options, ExportInstruments instruments)
    {
        _options = options;
        _instruments = instruments;
        _info = Gauge("run_info", "1, with the names of a live run: join them to its other series by run.", "run", "experiment", "name", "framework", "source");
        _state = Gauge("run_state", "1 for the state of a live run, 0 for the other one: created or running.", "run", "state");
        _lastReport = Gauge("run_last_report_timestamp_seconds", "When the run's last samples came, in seconds since 1970.", "run");
        _expectedInterval = Gauge("run_expected_report_interval_seconds", "The run's own usual time between reports, once it is learned.", "run");
        _step = Gauge("run_step", "Highest step that was reported.", "run");
        _epoch = Gauge("run_epoch", "Epoch that was reported last.", "run");
        _progress = Gauge("run_progress_ratio", "Part of the planned steps that is done, 0 to 1.", "run");
        _value = Gauge("run_metric_value", "The last sample of a metric, as it was reported.", "run", "metric", "split");
        _best = Gauge("run_metric_best_value", "The best sample so far: of the loss that is judged and of up to two validation metrics.", "run", "metric", "split");
        _nonFinite = Family(MetricKind.Counter, "run_nonfinite_values_total", "Samples of the run that were NaN or infinite.", "run");
        _alert = Gauge("run_alert_active", "1 while an alert of a live run fires.", "run", "detector", "severity");

        PageFamily Gauge(string name, string help, params string[] labels) => Family(MetricKind.Gauge, name, help, labels);

        PageFamily Family(MetricKind kind, string name, string help, params string[] labels)
        {
            var family = page.Family(kind, $"tracker_{name}", help, labels);
            _families.Add(family);
            return family;
        }
    }

    /// <summary>Puts exactly these runs on the page; the others go. One call at a time.</summary>
    public void Publish(IReadOnlyCollection<RunMonitorSnapshot> live)
    {
        foreach (var run in live) Publish(run);
        foreach (var family in _families) family.Sweep();
        _instruments.Series(_families.Sum(family => family.Count));

        if (_withheldMetrics.Count == 0) return;
        var runs = live.Select(run => run.Run).ToHashSet();
        foreach (var gone in _withheldMetrics.Keys.Where(run => !runs.Contains(run)).ToArray()) _withheldMetrics.Remove(gone);
    }

    private void Publish(RunMonitorSnapshot run)
    {
        var id = run.Run.ToString();
        string[] key = [id];
        var facts = run.Facts;
        var framework = facts.Tags.GetValueOrDefault("framework", "");
        _info.Set([id, facts.Experiment ?? "", facts.Name ?? "", framework, run.JobPlugin is null ? "external" : "job"], 1);
        _state.Set([id, RunStatus.Created.ToWord()], run.Status == RunStatus.Created ? 1 : 0);
        _state.Set([id, RunStatus.Running.ToWord()], run.Status == RunStatus.Running ? 1 : 0);
        if (run.LastReportAt is { } last) _lastReport.Set(key, last.Microseconds / 1e6);
        if (run.ExpectedInterval is { } interval) _expectedInterval.Set(key, interval.TotalSeconds);
        if (run.Step >= 0) _step.Set(key, run.Step);
        if (run.Step >= 0 && facts.PlannedSteps is > 0 and var planned) _progress.Set(key, Math.Min(1, (double)run.Step / planned));
        _nonFinite.Set(key, run.Metrics.Where(metric => metric.Role != MetricRole.System).Sum(metric => metric.NonFinite));
        foreach (var alert in run.Alerts)
        {
            if (alert.State == AlertState.Firing) _alert.Set([id, alert.Detector, Word(alert.Severity)], 1);
        }

        PublishMetrics(run, id);
    }

    private void PublishMetrics(RunMonitorSnapshot run, string id)
    {
        // Ranks report the same names; the lowest is the one that is judged.
        var metrics = run.Metrics
            .Where(metric => metric.Count > 0)
            .GroupBy(metric => metric.Name, StringComparer.Ordinal)
            .Select(ranks => ranks.MinBy(metric => metric.Rank))
            .OrderBy(Importance)
            .ToArray();
        foreach (var metric in metrics.Take(_options.MaxMetricsPerRun)) _value.Set([id, metric.Name, Word(metric.Split)], metric.Last);

        foreach (var metric in metrics.Where(HasBest).Take(MaxBest)) _best.Set([id, metric.Name, Word(metric.Split)], metric.Best);

        if (metrics.FirstOrDefault(metric => metric.Role == MetricRole.Epoch) is { Name: not null } epoch) _epoch.Set([id], epoch.Last);
        else if (run.Facts.StepUnit == StepUnit.Epoch && run.Step >= 0) _epoch.Set([id], run.Step);

        // A machine with eight GPUs has more system series than there is room for in any run: what is left of it is theirs, uncounted.
        var withheld = Math.Max(0, metrics.Count(metric => metric.Role != MetricRole.System) - _options.MaxMetricsPerRun);
        var before = _withheldMetrics.GetValueOrDefault(run.Run);
        if (withheld <= before) return;
        _instruments.Limited("metrics", withheld - before);
        _withheldMetrics[run.Run] = withheld;
    }

    /// <summary>What is judged comes first, then what has a role, then the rest, the machine's last; the order of appearance among equals.</summary>
    private static int Importance(MetricSnapshot metric) => metric switch
    {
        { IsPrimary: true } => 0,
        { Role: MetricRole.Loss or MetricRole.Accuracy or MetricRole.Score or MetricRole.Error, Split: Split.Validation } => 1,
        { Role: MetricRole.System } => 4,
        { Role: not (MetricRole.Other or MetricRole.LayerGradientNorm) } => 2,
        _ => 3,
    };

    private static bool HasBest(MetricSnapshot metric) =>
        Importance(metric) <= 1 && !double.IsNaN(metric.Best);

    private static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };

    private static string Word(Split split) => split switch
    {
        Split.Train => "train",
        Split.Validation => "validation",
        Split.Test => "test",
        _ => "none",
    };
}
