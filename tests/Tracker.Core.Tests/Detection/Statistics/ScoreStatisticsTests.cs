using CsCheck;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class ScoreStatisticsTests
{
    [Fact]
    public void Take_RandomScores_IsWhatANaiveReferenceSays() => Gen.Double[-5, 100].Array[1, 60].Sample(scores =>
    {
        var score = Of(scores);
        var levels = scores.Select((value, i) => i < 2 ? value : Median(scores[(i - 2)..(i + 1)])).ToList();
        Assert.Equal((scores.Length, scores[0], scores[^1]), (score.Count, score.First, score.Last));
        Assert.Equal(levels[^1], score.Level);
        Assert.Equal((levels.Max(), levels.IndexOf(levels.Max()) + 1L), (score.Best, score.BestAt));
    });

    [Fact]
    public void Take_SteadyRise_HasNoNoise() => Assert.Equal(0, Of([.. Enumerable.Range(0, 20).Select(i => 0.5 + (i / 64.0))]).Noise, 1e-12);

    [Fact]
    public void Take_FewScores_HaveNoNoiseYet() => Assert.Equal(double.PositiveInfinity, Of(0.1, 0.2, 0.5).Noise);

    [Fact]
    public void Take_ScaledScores_ScaleAlike()
    {
        double[] scores = [0.1, 0.35, 0.3, 0.5, 0.45, 0.55, 0.4, 0.6];
        var (one, other) = (Of(scores), Of([.. scores.Select(value => value * 1024)]));

        Assert.Equal((one.Noise * 1024, one.Best * 1024, one.BestAt), (other.Noise, other.Best, other.BestAt));
    }

    [Fact]
    public void Restart_KeepsTheBestAndForgetsTheNoise()
    {
        var score = Of(0.1, 0.5, 0.6, 0.6, 0.6);
        score.Restart();
        score.Take(100, 0.2);

        Assert.Equal((0.6, 0.2, 0.1, double.PositiveInfinity), (score.Best, score.Level, score.First, score.Noise));
    }

    private static ScoreStatistics Of(params double[] scores)
    {
        var score = default(ScoreStatistics);
        for (var i = 0; i < scores.Length; i++) score.Take(i, scores[i]);
        return score;
    }

    private static double Median(double[] three) => three.Order().ElementAt(1);
}
