using System.Globalization;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.Detectors;

/// <summary>The loss jumps up for a few samples and comes back.</summary>
/// <formula>
/// Three samples running above the fast mean by six times the noise of a sample and by a tenth of the gain; the fifth such spike within about a tenth
/// of the run, a quarter of the gain high, is a warning.
/// </formula>
/// <severity>Info; a warning from the fifth on.</severity>
/// <arms>After a hundred samples, where the span of the fast mean is five samples or more.</arms>
/// <delay>Three samples; over at the first sample below.</delay>
/// <source>Restart and skip recipes of large pretraining runs, by persistence: single outliers far beyond six standard deviations are healthy.</source>
/// <falseAlarms>Data that change for a while where no phase is declared.</falseAlarms>
internal sealed class SpikeDetector : IDetector<NoState, SpikeOptions>
{
    public static string Id => "spike";

    public static Occasions When => Occasions.Samples;

    public static string[] YieldsTo => ["non-finite", "diverged", "stuck-loss", "regressed"];

    public static Verdict Judge(ref NoState state, SpikeOptions options, in RunView view)
    {
        if (!Prerequisites.Met(view, out var refused)) return refused;
        ref readonly var loss = ref view.Loss;
        var needed = Math.Max(100, loss.NeededSamples(view.Told));
        if (!loss.Armed || loss.Count < needed || loss.Span < 5) return Verdict.NotJudged(loss.Count, Math.Max(needed, NeededForSpan(view)), Unit.Samples);
        var isSpike = loss.SpikeRun >= 3;
        var verdict = Verdict.Judged(loss.SpikeRun == 0);
        verdict.When(
            isSpike && loss.Spikes > options.Count - 0.95 && loss.SpikeHeight > options.GraveShare * loss.Gain, 1, Unit.Now, Severity.Warning);
        verdict.When(isSpike, 1, Unit.Now, Severity.Info);
        return verdict;
    }

    public static string Explain(in NoState state, SpikeOptions options, in RunView view, int rule, long held) => string.Create(
        CultureInfo.InvariantCulture,
        $"{view.PrimaryName} jumped up by {VerdictWords.Text(view.Loss.SpikeHeight)} for {Math.Max(3, view.Loss.SpikeRun)} samples ({VerdictWords.Text(view.Loss.SpikeHeight / view.Loss.Noise)} times its noise){Others(view.Loss.Spikes)}");

    private static string Others(double spikes) =>
        Math.Round(spikes) > 1 ? string.Create(CultureInfo.InvariantCulture, $"; about {Math.Round(spikes)} such spikes of late") : "";

    /// <summary>Where the span follows from the plan, a short log never has enough samples.</summary>
    private static long NeededForSpan(in RunView view) => view.Loss.PlannedSamples > 0 ? 1000 : view.Loss.IsDense(view.Told) ? 100 : 200;
}

/// <summary>Options of <see cref="SpikeDetector"/>.</summary>
internal sealed record SpikeOptions
{
    /// <summary>Spikes within about a tenth of the run that are a warning.</summary>
    [Option(2, 100, "spikes")]
    public int Count { get; init; } = 5;

    /// <summary>Height from which they are.</summary>
    [Option(0.1, 5, "share of the gain")]
    public double GraveShare { get; init; } = 0.25;
}
