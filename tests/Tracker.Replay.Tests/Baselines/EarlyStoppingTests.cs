using Tracker.Replay.Baselines;

namespace Tracker.Replay.Tests.Baselines;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public void Keras_AfterTheBest_StopsWhenTheWaitReachesThePatience(int patience, int first) =>
        Assert.Equal(first, new KerasEarlyStopping(patience).FiresAtEpochs(3, 2, 2, 2, 2)[0]);

    [Fact]
    public void Keras_AtTheFirstEpoch_NeverStops() => Assert.Equal([1], new KerasEarlyStopping().FiresAtEpochs(double.NaN, double.NaN));

    [Fact]
    public void Keras_ByLessThanMinDelta_IsNoImprovement()
    {
        Assert.Equal([1, 2], new KerasEarlyStopping(minDelta: 0.1).FiresAtEpochs(1, 0.95, 0.5));
        Assert.Equal([], new KerasEarlyStopping().FiresAtEpochs(1, 0.95, 0.5));
    }

    [Fact]
    public void Keras_EvaluatedBeforeTraining_CountsNoEpoch() =>
        Assert.Equal([3], new KerasEarlyStopping().FiresAt([new(0, ValidationLoss: 1), new(1, 1, 2), new(2, 1, 1.5), new(3, 1, 1.5)]));

    [Fact]
    public void ReduceOnPlateau_AtBadEpochNumberPatience_FiresAndCountsAgain() =>
        Assert.Equal([3, 6], new KerasReduceLearningRate(patience: 3).FiresAtEpochs(1, 1, 1, 1, 1, 1, 1, 1));

    [Fact]
    public void ReduceOnPlateau_ByLessThanItsDelta_IsNoImprovement() =>
        Assert.Equal([2], new KerasReduceLearningRate(patience: 2).FiresAtEpochs(1, 0.99995, 0.99991, 0.9));

    [Fact]
    public void ReduceOnPlateau_Cooling_CountsDownFirst()
    {
        // Reduced at row 2; the cooldown of 2 is lowered before each comparison, so rows 3 is free and row 4 counts again.
        Assert.Equal([2, 5], new KerasReduceLearningRate(patience: 2, cooldown: 2).FiresAtEpochs(1, 1, 1, 1, 1, 1, 1));
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(1, 2)]
    public void Lightning_AtBadEvaluationNumberPatience_Stops(int patience, int first) =>
        Assert.Equal(first, new LightningEarlyStopping(patience).FiresAtEpochs(3, 2, 2, 2, 2)[0]);

    [Fact]
    public void Lightning_OfNoNumber_StopsAtOnceWhereItChecks()
    {
        Assert.Equal([0, 1], new LightningEarlyStopping().FiresAtEpochs(double.NaN, 1));
        Assert.Equal([2], new LightningEarlyStopping(patience: 3, checkFinite: false).FiresAtEpochs(double.NaN, double.NaN, double.NaN));
    }
}
