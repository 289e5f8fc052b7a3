using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>A loss or a score repeats exactly the same value: it is not computed any more, or the weights do not move.</summary>
/// <formula>
/// The same number, bit for bit, in fifty reports (eight evaluations of the validation loss, ten epochs), and four times as long as it ever stood before.
/// Values of up to three digits or of half precision are not looked at: rounding repeats them. Nor is a score of nothing or of all, a
/// validation loss once a schedule of the learning rate has ended, or any series but losses, gradient norms and the main score.
/// </formula>
/// <severity>
/// Warning for the primary loss where it stands away from its best or has never moved, and for the validation loss while the train loss moves (info where
/// it comes with every row, which may repeat the last evaluation); else info. Judged whatever the kind of training.
/// </severity>
/// <arms>With the reports that it needs.</arms>
/// <delay>Fifty reports, or eight evaluations.</delay>
/// <source>SageMaker's UnchangedTensor and DeepDiagnosis' equal-values rule, held to exact equality and to the run's own repetitions.</source>
/// <falseAlarms>A log that repeats its last evaluation at each row, the first time; losses that are rounded to four digits or more.</falseAlarms>
internal sealed class MetricFrozenDetector : IDetector<NoState, MetricFrozenOptions>
{
    public static string Id => "metric-frozen";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss"];

    public static Verdict Judge(ref NoState state, MetricFrozenOptions options, in RunView view)
    {
        if (view.Rows == 0) return Verdict.NotApplicable(Lack.NothingReported);
        bool warning = false, info = false;
        foreach (var index in view.Watched)
        {
            if (!IsFrozen(index, options, view)) continue;
            if (IsGrave(index, options, view)) warning = true;
            else info = true;
        }

        if (view.Roles.Score >= 0) info |= IsFrozen(view.Roles.Score, options, view);
        var verdict = Verdict.Judged(!warning && !info);
        verdict.When(warning, 1, Unit.Now, Severity.Warning);
        verdict.When(info, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, MetricFrozenOptions options, in RunView view, int rule, long held)
    {
        var names = new List<string>();
        var others = 0;
        foreach (var index in view.Watched) Name(index, options, view, names, ref others);
        if (view.Roles.Score >= 0) Name(view.Roles.Score, options, view, names, ref others);
        if (names.Count == 0) return "all metrics move again";
        return $"{string.Join(", ", names)}{(others > 0 ? $" and {others} more" : "")}: not computed any more, or the weights do not move";
    }

    private static void Name(int index, MetricFrozenOptions options, in RunView view, List<string> names, ref int others)
    {
        if (!IsFrozen(index, options, view)) return;
        ref readonly var series = ref view.Series[index];
        if (names.Count < 3) names.Add($"{view.NameOf(index, "a metric")} has been exactly {VerdictWords.Text(series.Last)} for {series.Repeats} reports");
        else others++;
    }

    private static bool IsFrozen(int index, MetricFrozenOptions options, in RunView view)
    {
        ref readonly var series = ref view.Series[index];

        // Asked of every loss at every judgement: nearly always this is the answer.
        if (series.Repeats < options.Evaluations) return false;
        var isScore = index == view.Roles.Score;
        var need = index == view.Roles.Validation && !ReportedWithEveryRow(series, view) ? options.Evaluations
            : index == view.Roles.Validation && !view.Told.StepIsEpoch ? 20.0 * options.Reports
            : isScore ? options.Reports
            : view.Told.StepIsEpoch ? Math.Max(options.Evaluations, options.Reports / 5)
            : options.Reports;
        if (series.Repeats < Math.Max(need, 4.0 * series.LongestRepeat)) return false;
        if (index == view.Roles.Validation && RateEnded(view)) return false;
        return isScore ? series.LongestRepeat > 0 && series.Last is not (0 or 1 or 100) : !IsRounded(series.Last);
    }

    private static bool IsGrave(int index, MetricFrozenOptions options, in RunView view)
    {
        ref readonly var series = ref view.Series[index];
        if (index == view.Roles.Validation)
        {
            return view.HasPrimary && !IsFrozen(view.Roles.Primary, options, view)
                && (view.Told.StepIsEpoch || !ReportedWithEveryRow(series, view));
        }

        // A whole batch that has converged stands at its best to the last bit.
        return index == view.Roles.Primary && (series.LongestRepeat == 0 || series.Last > series.Best) && !RateEnded(view);
    }

    /// <summary>Its last value may be repeated at every row until the next evaluation.</summary>
    private static bool ReportedWithEveryRow(in SeriesState series, in RunView view) =>
        series.Count >= 0.95 * view.Loss.TotalCount && view.Loss.TotalCount > 0 && view.HasPrimary;

    /// <summary>A schedule came to its end, not before half of the plan: weights that stand still make an evaluation that does.</summary>
    private static bool RateEnded(in RunView view) =>
        view.LearningRate.Count > 0 && view.LearningRate.Last < 0.001 * view.LearningRate.Max
        && (!view.Told.PlanKnown || view.LearningRate.ChangedStep >= 0.5 * view.Told.PlannedSteps);

    /// <summary>Up to three digits, or no more bits than a half-precision number has.</summary>
    private static bool IsRounded(double x)
    {
        if (x == 0 || (BitConverter.DoubleToInt64Bits(x) & ((1L << 42) - 1)) == 0) return true;
        var digits = Math.Abs(x) / Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(x))) - 2);
        return Math.Abs(digits - Math.Round(digits)) <= 2e-7 * digits;
    }
}

/// <summary>Options of <see cref="MetricFrozenDetector"/>.</summary>
internal sealed record MetricFrozenOptions
{
    /// <summary>Reports of the same value.</summary>
    [Option(10, 1_000_000, "reports")]
    public int Reports { get; init; } = 50;

    /// <summary>Evaluations of the same validation loss.</summary>
    [Option(3, 1000, "evaluations")]
    public int Evaluations { get; init; } = 8;
}
