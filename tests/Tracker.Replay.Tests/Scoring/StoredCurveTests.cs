using Tracker.Replay.Scoring;

namespace Tracker.Replay.Tests.Scoring;

/// <summary>What is promised of the stored curves holds. A promise that is not kept yet has its floor below: no change may fall under it.</summary>
public sealed class StoredCurveTests(StoredCurves curves) : IClassFixture<StoredCurves>
{
    [Theory]
    [InlineData("healthy-curves")]
    [InlineData("non-finite")]
    [InlineData("diverged-or-stuck")]
    [InlineData("degraded")]
    [InlineData("rate-too-low")]
    public void Promise_OfTheScoreboard_IsKept(string id)
    {
        var promise = CurvePromises.Of(curves.Scores).Single(one => one.Id == id);
        Assert.True(promise.Kept, $"{promise.Measure}: promised {promise.Promised}, here {promise.Here}");
    }

    [Theory]
    [InlineData("overfit", 30, 30)]
    [InlineData("degraded", 6, 6)]
    [InlineData("lost", 2, 2)]
    [InlineData("slow-learning", 19, 17)]
    public void Found_OfAVerdict_IsNoLessThanBefore(string verdict, int dense, int sparse)
    {
        foreach (var regime in curves.Scores.Where(score => score.Verdict == verdict && score.Regime is { PlanKnown: true, Name: not "epoch-means" }).GroupBy(score => score.Regime.Name))
        {
            var floor = regime.Key == "every:1" ? dense : sparse;
            Assert.True(regime.Count(score => score.Found is not null) >= floor, $"{verdict} in {regime.Key}: fewer than {floor} were found");
        }
    }

    [Fact]
    public void Overfits_OfTheTunedRuns_AreFoundAndNoOther()
    {
        foreach (var regime in curves.Scores.GroupBy(score => score.Regime))
        {
            Assert.Equal(30, regime.Count(score => score.Verdict == "overfit" && score.Found is not null));
            Assert.DoesNotContain(regime, score => score.Verdict == "healthy" && score.Incidents.Any(incident => incident.Detector == "train-val-divergence"));
        }
    }
}
