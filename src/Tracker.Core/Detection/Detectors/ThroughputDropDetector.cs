using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Detection.Detectors;

/// <summary>A step takes far longer than it used to in this run, and has for long: other work on the machine, a slow disk, a throttled GPU.</summary>
/// <formula>
/// The median time of a step over the last nine advances is at least twice what is usual in this run, without a break, for ten minutes, for sixteen
/// advances and for 2 % of them. The usual time is a slow mean that does not learn while a step takes more than 1.5 times as long. Advances
/// that hold an evaluation are left out, unless all do.
/// </formula>
/// <severity>Info from twice the time on, a warning from four times; info where the kind of training is unknown or not judged by its loss.</severity>
/// <arms>After 32 advances of the step.</arms>
/// <delay>Ten minutes.</delay>
/// <source>The run's own rhythm, as with stalled-run; SageMaker's StepOutlier counts single steps beyond three deviations instead.</source>
/// <falseAlarms>Longer sequences or larger images by plan, where no phase is declared. A slowdown over thousands of steps is learned as usual.</falseAlarms>
internal sealed class ThroughputDropDetector : IDetector<NoState, ThroughputDropOptions>
{
    public static string Id => "throughput-drop";

    public static Occasions When => Occasions.Samples | Occasions.Evaluations;

    public static string[] YieldsTo => [];

    public static Verdict Judge(ref NoState state, ThroughputDropOptions options, in RunView view)
    {
        if (view.Rows == 0) return Verdict.NotApplicable(Lack.NothingReported);
        ref readonly var pace = ref view.Pace;
        if (pace.Count <= PaceStatistics.Learned) return Verdict.NotJudged(pace.Count, PaceStatistics.Learned + 1, Unit.Reports);
        var isLong = pace.Slow >= Math.Max(options.Advances, 0.02 * pace.Count) && pace.SlowFor >= options.Length.TotalMicroseconds;
        var verdict = Verdict.Judged(pace.Now < 1.5 * pace.Usual);
        verdict.When(isLong && pace.Now >= options.GraveFactor * pace.Usual, 1, Unit.Now, Severity.Warning);
        verdict.When(isLong && pace.Now >= options.Factor * pace.Usual, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, ThroughputDropOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"a step takes {VerdictWords.Duration(view.Pace.Now)}, {view.Pace.Now / view.Pace.Usual:0.#} times the usual {VerdictWords.Duration(view.Pace.Usual)}, for {VerdictWords.Duration(view.Pace.SlowFor)}");
}

/// <summary>Options of <see cref="ThroughputDropDetector"/>.</summary>
internal sealed record ThroughputDropOptions
{
    /// <summary>Time of a step that is told.</summary>
    [Option(1.5, 100, "times the usual")]
    public double Factor { get; init; } = 2;

    /// <summary>Time of a step that is a warning.</summary>
    [Option(1.5, 1000, "times the usual")]
    public double GraveFactor { get; init; } = 4;

    /// <summary>For how long, by the producer's clock.</summary>
    [Option(1, 604_800, "time")]
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For how many advances of the step.</summary>
    [Option(9, 100_000, "advances")]
    public int Advances { get; init; } = 16;
}
