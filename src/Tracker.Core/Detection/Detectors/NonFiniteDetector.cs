using System.Globalization;
using System.Numerics;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>A loss or a gradient norm is NaN, infinite or beyond 1e300.</summary>
/// <formula>
/// One of the last three reports of the primary loss is a warning, two are critical; so is a loss of exactly 0.0 that hides them: beside a gradient norm
/// that is not finite, or three times running where the loss stood far above 0. One of the validation loss is a warning, of other losses info. Gradient
/// norms are info, a warning where three NaN follow one another or 5 % of 64 norms and more are not finite.
/// </formula>
/// <severity>Critical, warning or info, by what is not finite and how often. Judged whatever the kind of training.</severity>
/// <arms>At the first value.</arms>
/// <delay>None: it is judged at the value itself. Over after three finite reports, a critical one after fifty.</delay>
/// <source>Terminate-on-NaN rules of every framework, graded by what half-precision training does in health.</source>
/// <falseAlarms>A single infinite loss of half-precision training, a warning that clears by itself.</falseAlarms>
internal sealed class NonFiniteDetector : IDetector<NonFiniteState, NonFiniteOptions>
{
    public static string Id => "non-finite";

    public static Occasions When => Occasions.NonFinite;

    public static string[] YieldsTo => [];

    public static Verdict Judge(ref NonFiniteState state, NonFiniteOptions options, in RunView view)
    {
        if (view.Rows == 0) return Verdict.NotApplicable(Lack.NothingReported);
        bool info = false, warning = false, critical = false;
        foreach (var index in view.Watched)
        {
            ref readonly var series = ref view.Series[index];
            if (index == view.Roles.Primary && IsHidden(series, view, state))
            {
                critical |= series.Repeats >= 2;
                warning = true;
                state.Hidden = 1;
                continue;
            }

            if (series.Recent == 0) continue;
            if (index == view.Roles.Primary)
            {
                warning = true;
                critical |= BitOperations.PopCount((ulong)series.Recent) >= 2;
            }
            else if (index == view.Roles.Gradient)
            {
                info = true;
                warning |= (series.Recent == 7 && double.IsNaN(series.Last)) || IsOften(view);
            }
            else
            {
                info = true;
                warning |= index == view.Roles.Validation;
            }
        }

        if (view.HasPrimary && view.Series[view.Roles.Primary].Last != 0) state.Hidden = 0;
        if (critical) state.CriticalAt = view.Rows;
        var calm = state.CriticalAt == 0 || view.Rows - state.CriticalAt > options.CalmReports;
        var verdict = Verdict.Judged(!info && !warning && calm);
        verdict.When(critical, 1, Unit.Now, Severity.Critical);
        verdict.When(warning, 1, Unit.Now, Severity.Warning);
        verdict.When(info, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    /// <summary>Some trainers log 0 for a loss that is not finite. A model that fits its data comes near 0 first.</summary>
    private static bool IsHidden(in SeriesState series, in RunView view, in NonFiniteState state)
    {
        if (series.Last != 0 || series.Count <= series.Repeats) return false;
        if (state.Hidden != 0) return true;
        if (view.Roles.Gradient >= 0) return SeriesState.IsBad(view.Series[view.Roles.Gradient].Last);
        return view.Told.LearningJudged != 0 && series.Repeats >= 3 && view.Loss.Slow > 0.05 * Math.Abs(view.Loss.Start);
    }

    /// <summary>A loss scaler that looks for its scale makes some infinite norms at the start and one in hundreds later.</summary>
    private static bool IsOften(in RunView view)
    {
        ref readonly var gradient = ref view.Gradient;
        var norms = gradient.Count + gradient.NonFinite;
        return norms >= 64 && gradient.NonFinite > 0.05 * norms;
    }

    private static string Zeros(long reports) => string.Create(CultureInfo.InvariantCulture, $"{reports:N0} {VerdictWords.Plural(Unit.Reports, reports)}");

    public static string Explain(in NonFiniteState state, NonFiniteOptions options, in RunView view, int rule, long held)
    {
        var worst = -1;
        foreach (var index in view.Watched)
        {
            if (view.Series[index].Recent != 0 && (worst < 0 || index == view.Roles.Primary)) worst = index;
        }

        if (state.Hidden != 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{view.PrimaryName} is exactly 0 for {Zeros(view.Series[view.Roles.Primary].Repeats)} after {VerdictWords.Text(view.Loss.Start)} at the start: some trainers log values that are not finite so");
        }

        if (worst < 0) return "all values are finite again";
        ref readonly var series = ref view.Series[worst];
        var bad = BitOperations.PopCount((ulong)series.Recent);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{view.NameOf(worst, "a loss")} is not finite: {bad} of its last 3 values, {series.NonFinite} in all, the first in the run at step {view.NonFinite.FirstStep} ({view.NonFinite.FirstValue})");
    }
}

/// <summary>State of <see cref="NonFiniteDetector"/>.</summary>
internal struct NonFiniteState
{
    /// <summary>Row at which two of three losses were last not finite; 0 never.</summary>
    public long CriticalAt;

    /// <summary>1 while a loss of exactly 0 hides what it is.</summary>
    public long Hidden;
}

/// <summary>Options of <see cref="NonFiniteDetector"/>.</summary>
internal sealed record NonFiniteOptions
{
    /// <summary>Finite reports that end a critical incident.</summary>
    [Option(3, 10_000, "reports")]
    public int CalmReports { get; init; } = 50;
}
