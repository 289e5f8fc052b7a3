using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Torch.Tests.Signals;

public sealed class PredictionQualityTests
{
    [Fact]
    public void Of_ByHand_RecallsAndEntropyAreTheirs()
    {
        // Class 0: 3 of 4, class 1: 1 of 2, class 2 does not occur. Predicted: 4, 2 and 0 times.
        var quality = PredictionQuality.Of([0, 0, 0, 1, 1, 0], [0, 0, 0, 0, 1, 1], 3);
        Assert.Equal(0.5, quality.MinimumRecall, 1e-12);
        Assert.Equal(0.25, quality.RecallGap, 1e-12);
        Assert.Equal(((2 / 3.0 * Math.Log(1.5)) + (1 / 3.0 * Math.Log(3))) / Math.Log(3), quality.Entropy, 1e-12);
    }

    [Fact]
    public void Of_AlwaysOneClass_HasNoEntropyAndARecallOfNothing() =>
        Assert.Equal(new PredictionQuality(0, 1, 0), PredictionQuality.Of([1, 1, 1, 1], [0, 1, 2, 1], 3));

    [Fact]
    public void Of_NoSamples_IsNothing() => Assert.Equal(default, PredictionQuality.Of([], [], 3));
}
