using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>
/// After a resume the loss stands far above where the attempt before left it, and does not come back soon: the weights, the state of the optimizer,
/// the schedule of the rate or the order of the data were not restored.
/// </summary>
/// <formula>
/// The fast mean of the new attempt lies above that of the old one at its end by more than 30 % of what had been gained (10 %: info) and by six
/// times the noise of both, for four samples and two spans.
/// </formula>
/// <severity>Warning; info where a tenth to three tenths of the gain are lost.</severity>
/// <arms>In the second attempt of a run that had gained 10 %, where the step goes on from the later half of what was done.</arms>
/// <delay>Two spans of the fast mean: 1 % of the plan in a dense log.</delay>
/// <source>What a checkpoint without optimizer state does to a loss; no published tool looks at it.</source>
/// <falseAlarms>A resume from a much earlier checkpoint; other data or another rate on purpose, where no phase is declared.</falseAlarms>
internal sealed class ResumeRegressionDetector : IDetector<NoState, ResumeRegressionOptions>
{
    public static string Id => "resume-regression";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite"];

    public static Verdict Judge(ref NoState state, ResumeRegressionOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        ref readonly var left = ref view.Resume;
        if (left.Known == 0) return Verdict.NotApplicable(Lack.NotResumed);
        var need = Math.Max(options.Samples, 2 * loss.Span);
        if (loss.Count == 0) return Verdict.NotJudged(0, (long)Math.Ceiling(need), Unit.Samples);
        var gain = loss.Start - left.Loss;
        if (!(gain > 0.1 * Math.Abs(loss.Start)) || loss.AttemptStep < options.Rewind * left.Step) return Verdict.NotApplicable(Lack.BeganAnew);
        var lost = loss.Fast - left.Loss;
        var noise = 6 * Math.Max(left.LossNoise, loss.FastNoise);
        var verdict = Verdict.Judged(!(lost > 0.5 * options.Share * gain));
        verdict.When(lost > Math.Max(options.GraveShare * gain, noise), need, Unit.Samples, Severity.Warning);
        verdict.When(lost > Math.Max(options.Share * gain, noise), need, Unit.Samples, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, ResumeRegressionOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"after the resume at step {view.Loss.AttemptStep} {view.PrimaryName} stands at {VerdictWords.Text(view.Loss.Fast)} for {held} samples; it was left at {VerdictWords.Text(view.Resume.Loss)} (step {view.Resume.Step}) after it began at {VerdictWords.Text(view.Loss.Start)}");
}

/// <summary>Options of <see cref="ResumeRegressionDetector"/>.</summary>
internal sealed record ResumeRegressionOptions
{
    /// <summary>Loss of progress that is told.</summary>
    [Option(0.02, 1, "share of the gain")]
    public double Share { get; init; } = 0.1;

    /// <summary>Loss of progress that is a warning.</summary>
    [Option(0.05, 2, "share of the gain")]
    public double GraveShare { get; init; } = 0.3;

    /// <summary>Samples of the new attempt, at least.</summary>
    [Option(3, 100_000, "samples")]
    public int Samples { get; init; } = 4;

    /// <summary>An attempt that goes back further began anew.</summary>
    [Option(0, 1, "share of the steps done")]
    public double Rewind { get; init; } = 0.5;
}
