using System.Globalization;
using System.Numerics;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>A loss or a gradient norm is NaN, infinite or beyond 1e300.</summary>
/// <formula>
/// One of the last three reports of the primary loss is a warning, two are critical, and another loss is a warning. A gradient norm alone is info, until
/// three NaN follow one another: a warning.
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
            if (series.Recent == 0) continue;
            if (index == view.Roles.Primary)
            {
                warning = true;
                critical |= BitOperations.PopCount((ulong)series.Recent) >= 2;
            }
            else if (index == view.Roles.Gradient)
            {
                info = true;
                warning |= series.Recent == 7 && double.IsNaN(series.Last);
            }
            else
            {
                warning = true;
            }
        }

        if (critical) state.CriticalAt = view.Rows;
        var calm = state.CriticalAt == 0 || view.Rows - state.CriticalAt > options.CalmReports;
        var verdict = Verdict.Judged(!info && !warning && calm);
        verdict.When(critical, 1, Unit.Now, Severity.Critical);
        verdict.When(warning, 1, Unit.Now, Severity.Warning);
        verdict.When(info, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NonFiniteState state, NonFiniteOptions options, in RunView view, int rule, long held)
    {
        var worst = -1;
        foreach (var index in view.Watched)
        {
            if (view.Series[index].Recent != 0 && (worst < 0 || index == view.Roles.Primary)) worst = index;
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
}

/// <summary>Options of <see cref="NonFiniteDetector"/>.</summary>
internal sealed record NonFiniteOptions
{
    /// <summary>Finite reports that end a critical incident.</summary>
    [Option(3, 10_000, "reports")]
    public int CalmReports { get; init; } = 50;
}
