using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Torch.Tests.Profiling;

public sealed class DataProfileTests
{
    [Fact]
    public void Of_Classes_AreCounted()
    {
        var profile = DataProfile.Of([1, 2, 3, 4, 5, 6], 1, [0, 0, 0, 0, 2, 2]);
        Assert.Equal([4, 0, 2], profile.ClassCounts);
        Assert.Equal(6, profile.Values[ProfileNames.Samples]);
        Assert.Equal(1, profile.Values[ProfileNames.Features]);
        Assert.Equal(2, profile.Values[ProfileNames.Classes]);
        Assert.Equal(2, profile.Values[ProfileNames.ImbalanceRatio]);
        Assert.Equal(2, profile.Values[ProfileNames.SamplesPerClassMin]);
    }

    [Fact]
    public void Of_SameInputs_AreDuplicatesWithOneLabelAndConflictsWithTwo()
    {
        // (1,1) three times, once with another label; (2,2) twice with the same; (0,0) and (-0,0) are one.
        float[] inputs = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, -0f, 0, 9, 9];
        var profile = DataProfile.Of(inputs, 2, [0, 0, 1, 1, 1, 0, 0, 0]);
        Assert.Equal(3 / 8.0, profile.Values[ProfileNames.DuplicateShare]);
        Assert.Equal(3 / 8.0, profile.Values[ProfileNames.ConflictingLabelShare]);
    }

    [Fact]
    public void Of_MissingCells_AreCountedByCellAndBySample()
    {
        var profile = DataProfile.Of([float.NaN, float.NaN, 1, 2, 3, float.NaN, 5, 6], 2, []);
        Assert.Equal(3 / 8.0, profile.Values[ProfileNames.MissingShare]);
        Assert.Equal(2 / 4.0, profile.Values[ProfileNames.MissingSampleShare]);
        Assert.Equal([1, 2], profile.Features.Select(feature => feature.Missing));
        Assert.DoesNotContain(ProfileNames.Classes, profile.Values.Keys);
    }

    [Fact]
    public void Of_FeatureThatNeverChanges_IsConstantAlsoWithAGap()
    {
        var profile = DataProfile.Of([7, 1, float.NaN, 2, 7, 3], 2, []);
        Assert.Equal([true, false], profile.Features.Select(feature => feature.IsConstant));
        Assert.Equal(0.5, profile.Values[ProfileNames.ConstantFeatureShare]);
    }

    [Fact]
    public void Of_ValuesFarOut_AreOutliersBeyondEightRobustDeviations()
    {
        // Median 5, median absolute deviation 3: an outlier lies beyond 5 + 8 x 1.4826 x 3 = 40.58.
        float[] inputs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 34, 40.5f];
        Assert.Equal(0, DataProfile.Of(inputs, 1, []).Values[ProfileNames.OutlierShare]);
        inputs[^1] = 40.6f;
        var profile = DataProfile.Of(inputs, 1, []);
        Assert.Equal(1 / 11.0, profile.Values[ProfileNames.OutlierShare], 1e-12);
        Assert.Equal(1 / 11.0, profile.Values[ProfileNames.OutlierSampleShare], 1e-12);
        Assert.Equal(2 / 11.0, profile.Values[ProfileNames.OutOfRangeShare], 1e-12);
    }

    [Fact]
    public void Of_SparseFeature_ItsFewValuesAreNoOutliers()
    {
        var inputs = Enumerable.Range(0, 100).Select(i => i % 20 == 0 ? 1f : 0).ToArray();
        Assert.Equal(0, DataProfile.Of(inputs, 1, []).Values[ProfileNames.OutlierShare]);
        inputs[0] = 1e6f;
        Assert.Equal(0.01, DataProfile.Of(inputs, 1, []).Values[ProfileNames.OutlierShare], 1e-12);
    }

    [Fact]
    public void Of_Infinity_IsAnOutlierOutOfRangeAndInNoMean()
    {
        var profile = DataProfile.Of([1, 2, 3, float.PositiveInfinity], 1, []);
        Assert.Equal(0.25, profile.Values[ProfileNames.OutlierShare]);
        Assert.Equal(0.25, profile.Values[ProfileNames.OutOfRangeShare]);
        Assert.Equal(2, profile.Values[ProfileNames.MeanAbsMax], 1e-12);
    }

    [Fact]
    public void Of_Validation_OverlapIsItsShare() =>
        Assert.Equal(2 / 3.0, DataProfile.Of([1, 2, 3, 4, 5, 6], 2, [], [3, 4, 1, 2, 1, 1]).Values[ProfileNames.OverlapShare]);

    [Fact]
    public void Of_NoiseBesideSignal_IsUninformative()
    {
        var random = new Random(5);
        var labels = Enumerable.Range(0, 600).Select(i => (long)(i % 3)).ToArray();
        var inputs = labels.SelectMany(label => new[] { label + (float)random.NextDouble(), (float)random.NextDouble(), 1f }).ToArray();
        var profile = DataProfile.Of(inputs, 3, labels);
        Assert.Equal([true, false, false], profile.Features.Select(feature => feature.IsInformative));
        Assert.Equal(2 / 3.0, profile.Values[ProfileNames.UninformativeFeatureShare], 1e-12);
    }

    [Fact]
    public void Of_NoiseAlone_IsTakenForInformativeOnceInAHundred()
    {
        var random = new Random(6);
        var labels = Enumerable.Range(0, 100).Select(i => (long)(i % 4)).ToArray();
        var inputs = Enumerable.Range(0, 100 * 1_000).Select(_ => (float)Math.Round(random.NextDouble(), 1)).ToArray();
        Assert.InRange(DataProfile.Of(inputs, 1_000, labels).Values[ProfileNames.UninformativeFeatureShare], 0.98, 1);
    }

    [Fact]
    public void Of_FlippedLabels_NeighboursDisagree()
    {
        var random = new Random(7);
        var labels = Enumerable.Range(0, 1_000).Select(i => (long)(i % 2)).ToArray();
        var inputs = labels.SelectMany(label => new[] { (10 * label) + (float)random.NextDouble(), (float)random.NextDouble() }).ToArray();
        Assert.Equal(0, DataProfile.Of(inputs, 2, labels).Values[ProfileNames.NeighbourDisagreement]);
        for (var i = 0; i < 1_000; i += 5) labels[i] = 1 - labels[i];
        // One of five is flipped: a pair differs with a chance of 2 x 0.2 x 0.8.
        Assert.InRange(DataProfile.Of(inputs, 2, labels).Values[ProfileNames.NeighbourDisagreement], 0.25, 0.39);
    }

    [Fact]
    public void Add_MoreRowsThanAreKept_SharesHoldAndAreTheSameEachTime()
    {
        var first = Many();
        Assert.InRange(first[ProfileNames.DuplicateShare], 0.49, 0.51);
        Assert.InRange(first[ProfileNames.OutlierShare], 0.008, 0.012);
        Assert.Equal(first, Many());

        static IReadOnlyDictionary<string, double> Many()
        {
            // Twice 600,000 different rows.
            var profiler = new DataProfiler(1);
            for (var i = 0; i < 1_200_000; i++) profiler.Add([i % 100 == 0 ? 1e9 + (i % 600_000) : i % 600_000]);
            return profiler.Finish().Values;
        }
    }

    [Fact]
    public void Of_BadShapes_SayWhatIsWrong()
    {
        Assert.Contains("no whole rows of 2", Assert.Throws<ArgumentException>(() => DataProfile.Of([1, 2, 3], 2, [])).Message, StringComparison.Ordinal);
        Assert.Contains("1 labels for 3 rows", Assert.Throws<ArgumentException>(() => DataProfile.Of([1, 2, 3], 1, [0])).Message, StringComparison.Ordinal);
        Assert.Contains("differ in length", Assert.Throws<ArgumentException>(() => DataProfile.Of([[1], [1, 2]], [])).Message, StringComparison.Ordinal);
        Assert.Empty(DataProfile.Of([], 3, []).Features);
    }
}
