using CsCheck;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection.Statistics;

public sealed class SeriesStateTests
{
    private static readonly double[] Values = [0.5, 0.25, 2, double.NaN, double.PositiveInfinity];

    [Fact]
    public void Take_RandomValues_CountsRepeatsAsANaiveReferenceDoes() => Gen.Int[0, 4].Select(i => Values[i]).Array[1, 80].Sample(values =>
    {
        var series = Of(values);
        var (run, longest) = (0L, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 && values[i] == values[i - 1] && double.IsFinite(values[i]))
            {
                run++;
                continue;
            }

            longest = Math.Max(longest, run);
            run = double.IsFinite(values[i]) ? 1 : 0;
        }

        Assert.Equal((run, longest), (series.Repeats, series.LongestRepeat));
    });

    [Fact]
    public void Take_LateValues_AreNoRepeats()
    {
        var series = Of(1, 1, 1);
        series.Take(0, 1, higherIsBetter: false, late: false);
        series.Take(9, 1, higherIsBetter: false, late: true);

        Assert.Equal((3, 0), (series.Repeats, series.LongestRepeat));
    }

    private static SeriesState Of(params double[] values)
    {
        var series = SeriesState.Empty;
        for (var i = 0; i < values.Length; i++) series.Take(i, values[i], higherIsBetter: false, late: false);
        return series;
    }
}
