using CsCheck;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class ValidationStatisticsTests
{
    [Fact]
    public void Take_AnyLosses_AgreesWithTheWholeHistory() => Gen.Select(Gen.Double[0, 5].Array[1, 60], Gen.Bool).Sample((losses, beforeTraining) =>
    {
        var (first, passed) = beforeTraining ? (0, 1) : (10, 0);
        var kernel = default(ValidationStatistics);
        for (var i = 0; i < losses.Length; i++)
        {
            kernel.Take(first + (i * 10), losses[i], i, default);
            var seen = losses.AsSpan(0, i + 1).ToArray();
            var best = seen.Length < 2 ? seen[0] : seen.Skip(passed).Min();
            Assert.Equal(best, kernel.Best);
            Assert.Equal(seen.Length < 2 ? 1 : Array.IndexOf(seen, best, passed) + 1, kernel.BestAt);
            Assert.Equal(kernel.BestAt - 1, kernel.FastAtBest);
            Assert.Equal(Noise(seen), kernel.Noise, 1e-12);
        }
    });

    [Fact]
    public void TakeScore_InPerCent_IsReadAsAShare()
    {
        var kernel = default(ValidationStatistics);
        kernel.TakeScore(0, 0.9, isAccuracy: true);
        kernel.TakeScore(1, 45, isAccuracy: true);
        Assert.Equal((0.009, 0.45, 0.45), (Math.Round(kernel.FirstScore, 9), kernel.LastScore, kernel.BestScore));
    }

    [Fact]
    public void TakeScore_OfTheBestEvaluation_IsHeldWhicheverComesFirst()
    {
        var kernel = default(ValidationStatistics);
        kernel.Take(10, 2, 2, default);
        kernel.TakeScore(10, 0.5, true);
        Assert.Equal(0.5, kernel.AccuracyAtBest);
        kernel.TakeScore(20, 0.6, true);
        kernel.Take(20, 1, 1, default);
        Assert.Equal(0.6, kernel.AccuracyAtBest);
        kernel.Take(30, 0.5, 1, default);
        Assert.Equal(double.NaN, kernel.AccuracyAtBest);
    }

    private static double Noise(double[] seen)
    {
        if (seen.Length < 4) return double.PositiveInfinity;
        var bends = Enumerable.Range(2, seen.Length - 2).Select(i => Math.Abs(seen[i] - (2 * seen[i - 1]) + seen[i - 2])).TakeLast(9).Order().ToArray();
        return bends[bends.Length / 2] / 1.652;
    }
}
