using Tracker.Core.Alerting;
using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;

namespace Tracker.Replay.Tests.Scoring;

public sealed class CurvePromisesTests
{
    private static readonly CurveRegime[] Regimes = [.. CurveRegime.Nine, .. CurveRegime.Nine.Select(regime => regime with { PlanKnown = false })];

    [Fact]
    public void Healthy_OneWarningInOneRegime_BreaksThePromise()
    {
        var quiet = Regimes.SelectMany(regime => Enumerable.Range(0, 90).Select(_ => Score("healthy", regime))).ToList();
        Assert.True(Promise("healthy-curves", quiet).Kept);
        quiet[^1] = quiet[^1] with { Incidents = [Incident("spike", 1)] };
        Assert.False(Promise("healthy-curves", quiet).Kept);
        Assert.StartsWith("1 of 90 at most", Promise("healthy-curves", quiet).Here, StringComparison.Ordinal);
        // Fewer runs, or fewer regimes, prove less than what was promised.
        Assert.False(Promise("healthy-curves", [.. quiet.Take(90)]).Kept);
    }

    [Fact]
    public void NonFinite_ARowLate_BreaksThePromise()
    {
        var scores = Regimes.SelectMany(regime => Enumerable.Range(0, 118).Select(_ => Score("non-finite", regime, "non-finite", 5) with { FirstNonFinite = 5 })).ToList();
        Assert.True(Promise("non-finite", scores).Kept);
        scores[0] = scores[0] with { FirstNonFinite = 4 };
        Assert.False(Promise("non-finite", scores).Kept);
    }

    [Theory]
    [InlineData(2, 4, true)]
    [InlineData(3, 4, false)]
    [InlineData(2, 5, false)]
    public void Diverged_IsMeasuredDenseAndSparse(int dense, int sparse, bool kept)
    {
        var scores = Regimes.SelectMany(regime => Enumerable.Range(0, 64).Select(i => Score(i < 37 ? "diverged" : "stuck", regime, "stuck-loss", regime.Name == "every:1" ? dense : sparse)));
        Assert.Equal(kept, Promise("diverged-or-stuck", [.. scores]).Kept);
    }

    [Theory]
    [InlineData(6, 5, 4, true)]
    [InlineData(5, 5, 4, false)]
    [InlineData(6, 4, 4, false)]
    [InlineData(6, 5, 3, false)]
    public void Degraded_IsCountedDenseSparseAndInMeans(int dense, int sparse, int means, bool kept)
    {
        var scores = Regimes.SelectMany(regime => Enumerable.Range(0, 6).Select(i =>
            i < (regime.Name switch { "every:1" => dense, "epoch-means" => means, _ => sparse }) ? Score("degraded", regime, "regressed", 9) : Score("degraded", regime)));
        Assert.Equal(kept, Promise("degraded", [.. scores]).Kept);
    }

    [Theory]
    [InlineData(20, false, true)]
    [InlineData(21, false, false)]
    [InlineData(20, true, false)]
    public void Overfit_IsInTimeAndOfNoOther(int step, bool other, bool kept)
    {
        var scores = Regimes.SelectMany(regime => Enumerable.Range(0, 30).Select(_ => Score("overfit", regime, "train-val-divergence", step))).ToList();
        scores.AddRange(Regimes.Select(regime => other ? Score("healthy", regime, "train-val-divergence", 50) : Score("healthy", regime)));
        Assert.Equal(kept, Promise("overfit", scores).Kept);
    }

    [Fact]
    public void Of_Nothing_IsNotMeasured() => Assert.All(CurvePromises.Of([]), promise => Assert.Equal(("not measured", null), (promise.Here, promise.Kept)));

    private static Promise Promise(string id, List<CurveScore> scores) => CurvePromises.Of(scores).Single(promise => promise.Id == id);

    private static CurveScore Score(string verdict, CurveRegime regime, string? detector = null, long step = 0) => new()
    {
        Name = "toy",
        Problem = "toy",
        Verdict = verdict,
        Tuned = true,
        Regime = regime,
        Samples = 100,
        Length = 100,
        StepsPerUnit = 1,
        Onset = 0,
        FirstNonFinite = null,
        Incidents = detector is null ? [] : [Incident(detector, step)],
        Infos = [],
        FirstCause = null,
    };

    private static Incident Incident(string detector, long step) => new(detector, step, Severity.Warning, false, "");
}
