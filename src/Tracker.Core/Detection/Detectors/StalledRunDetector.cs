using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Runs;

namespace Tracker.Core.Detection.Detectors;

/// <summary>A running run is silent, or reports without advancing its step, for longer than its own rhythm explains.</summary>
/// <formula>
/// Limit: the largest of the floor, (3 + 5 / gaps) times the gap that 99 % do not exceed, twice the pause that evaluations make, twice a pause that
/// came twice, and while those are unknown a share of the time trained so far, bounded by a few floors: the first evaluation of a run is silent too, and
/// nothing tells it from a hang but its length. Gaps come from the producer's clock, silence from the daemon's.
/// </formula>
/// <severity>Critical. Judged whatever the kind of training.</severity>
/// <arms>With the first report; a step that stands after eight advances.</arms>
/// <delay>The limit.</delay>
/// <source>The run's own quantile of gaps, where SageMaker's StalledTraining waits for a fixed half hour.</source>
/// <falseAlarms>A first pause longer than ten floors.</falseAlarms>
internal sealed class StalledRunDetector : IDetector<NoState, StalledRunOptions>
{
    public static string Id => "stalled-run";

    public static Occasions When => Occasions.Time;

    public static string[] YieldsTo => [];

    public static Verdict Judge(ref NoState state, StalledRunOptions options, in RunView view)
    {
        if (view.Status.IsOver()) return Verdict.NotApplicable(Lack.Over);
        if (view.Status != RunStatus.Running || view.SilentSince is not { } since) return Verdict.NotApplicable(Lack.NothingReported);
        var silence = (double)view.Now.Microseconds - since.Microseconds;
        var silent = silence >= Floor(options) && silence >= Limit(view.Reports, options, view.CreatedAt);
        var frozen = IsFrozen(options, view);
        var verdict = Verdict.Judged(!silent && !frozen);
        verdict.ByTime = silent;
        verdict.When(silent, 1, Unit.Now, Severity.Critical);
        verdict.When(frozen, 1, Unit.Now, Severity.Critical);
        return verdict;
    }

    public static string Explain(in NoState state, StalledRunOptions options, in RunView view, int rule, long held)
    {
        if (rule == 1)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it reports, but the step has been {view.Step} for {VerdictWords.Duration((double)view.RowTime - view.Advances.LastTime)}; it used to advance every {VerdictWords.Duration(view.Advances.Quantile(0.5))}");
        }

        var silence = (double)view.Now.Microseconds - (view.SilentSince?.Microseconds ?? view.Now.Microseconds);
        var rhythm = view.Reports.Count > 0 ? $"; it used to report every {VerdictWords.Duration(view.Reports.Quantile(0.5))}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"nothing was reported for {VerdictWords.Duration(silence)} since step {view.Step}{rhythm}, and {VerdictWords.Duration(Limit(view.Reports, options, view.CreatedAt))} is the limit");
    }

    /// <summary>The silence, in microseconds, from which on a rhythm is broken.</summary>
    public static double Limit(in RhythmStatistics rhythm, StalledRunOptions options, Timestamp createdAt)
    {
        var floor = Floor(options);
        if (rhythm.Count == 0)
        {
            // One report, or many of one time: all that is known is how long the first took.
            var first = rhythm.Begun == 0 ? 0 : Math.Max(0, (double)rhythm.LastTime - createdAt.Microseconds);
            return Math.Max(options.UnknownFloors * floor, Math.Min(8 * first, 3.2e13));
        }

        var limit = Math.Max(floor, (3 + (5.0 / rhythm.Count)) * rhythm.Quantile(0.99));
        limit = Math.Max(limit, 2.0 * Math.Max(rhythm.EvaluationPause, rhythm.RepeatedPause));
        limit = Math.Max(limit, Math.Min(2.0 * rhythm.LongestPause, options.PauseFloors * floor));
        return rhythm.Evaluated == 0
            ? Math.Max(limit, Math.Min(rhythm.Elapsed, options.PauseFloors * floor))
            : Math.Max(limit, Math.Min(0.25 * rhythm.Elapsed, 0.5 * options.PauseFloors * floor));
    }

    private static double Floor(StalledRunOptions options) => options.Floor.Ticks / TimeSpan.TicksPerMicrosecond;

    private static bool IsFrozen(StalledRunOptions options, in RunView view)
    {
        if (view.Advances.Count < options.NeededAdvances || view.Advances.Begun == 0) return false;
        var frozen = (double)view.RowTime - view.Advances.LastTime;

        // Asked at every row: the floor alone answers nearly always.
        return frozen >= Floor(options) && frozen >= Limit(view.Advances, options, view.CreatedAt);
    }
}

/// <summary>Options of <see cref="StalledRunDetector"/>.</summary>
internal sealed record StalledRunOptions
{
    /// <summary>The shortest silence that is called stalled; people set it as <c>Tracker:StallFloor</c>. Default 60 s; 1 s to 7 days.</summary>
    public TimeSpan Floor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest first pause that is allowed for.</summary>
    [Option(1, 100, "floors")]
    public double PauseFloors { get; init; } = 10;

    /// <summary>The limit of a run with a single report.</summary>
    [Option(1, 1000, "floors")]
    public double UnknownFloors { get; init; } = 30;

    /// <summary>Advances of the step that are learned before a standing one is judged.</summary>
    [Option(2, 1000, "advances")]
    public int NeededAdvances { get; init; } = 8;
}
