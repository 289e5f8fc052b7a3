using CsCheck;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class RhythmStatisticsTests
{
    [Fact]
    public void Quantile_OfAnyGaps_IsTrueWithinAQuarterOctave() => Gen.Select(Gen.Long[300, 1L << 40].Array[1, 300], Gen.Double[0.01, 1]).Sample(
        (gaps, share) =>
        {
            var rhythm = default(RhythmStatistics);
            long time = 0;
            rhythm.Take(time, false);
            foreach (var gap in gaps) rhythm.Take(time += gap, false);
            Array.Sort(gaps);
            var exact = gaps[Math.Max(0, (int)Math.Ceiling(share * gaps.Length) - 1)];
            Assert.InRange(rhythm.Quantile(share), exact, exact * 1.26);
        });

    [Fact]
    public void Take_TimesThatStandOrGoBack_TeachNothing()
    {
        var rhythm = default(RhythmStatistics);
        foreach (var time in new[] { 5_000_000L, 5_000_000, 4_000_000, long.MinValue, 5_000_000 }) rhythm.Take(time, false);
        Assert.Equal(0, rhythm.Count);
        rhythm.Take(long.MaxValue, false);
        Assert.Equal(0, rhythm.Count);
    }

    [Fact]
    public void Take_OfPauses_TellsEvaluationsFromTheUnexplained()
    {
        var rhythm = default(RhythmStatistics);
        long time = 0;
        for (var i = 0; i < 20; i++) rhythm.Take(time += 1_000_000, false);
        rhythm.Take(time += 300_000_000, true);
        Assert.Equal((300_000_000, 0, 0), (rhythm.EvaluationPause, rhythm.RepeatedPause, rhythm.LongestPause));
        for (var i = 0; i < 40; i++) rhythm.Take(time += 1_000_000, false);
        rhythm.Take(time += 40_000_000, false);
        Assert.Equal((0, 40_000_000), (rhythm.RepeatedPause, rhythm.LongestPause));
        for (var i = 0; i < 40; i++) rhythm.Take(time += 1_000_000, false);
        rhythm.Take(time += 50_000_000, false);
        Assert.Equal((40_000_000, 50_000_000), (rhythm.RepeatedPause, rhythm.LongestPause));
    }
}
