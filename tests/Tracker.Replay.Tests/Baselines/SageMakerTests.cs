using Tracker.Replay.Baselines;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Baselines;

public sealed class SageMakerTests
{
    [Fact]
    public void LossNotDecreasing_SavedEveryThreeSteps_ComparesStep21With9And33With21()
    {
        // The example of its documentation: num_steps 10, a loss saved every 3 steps.
        var rule = new SageMakerLossNotDecreasing(saveInterval: 3, steps: 10);
        var losses = Enumerable.Range(0, 40).Select(step => new LoggedRow(step, step switch { 0 => 9, 12 => 8, 24 => 8, 36 => 7, _ => 1 }));
        // Compared are 0, 12, 24, 36: the loss of step 24 is not lower than that of 12.
        Assert.Equal(Enumerable.Range(24, 12), rule.FiresAt(losses));
    }

    [Fact]
    public void LossNotDecreasing_ByDefault_ReadsOneLossIn500()
    {
        var rule = new SageMakerLossNotDecreasing();
        Assert.Equal([1000], rule.FiresAt(Enumerable.Range(0, 1001).Select(step => new LoggedRow(step, step switch { 0 => 3, 500 => 2, 1000 => 2, _ => step }))));
    }

    [Fact]
    public void LossNotDecreasing_OfNoNumber_Fires() =>
        Assert.Equal([1], new SageMakerLossNotDecreasing(1, 1).FiresAt([new(0, 1), new(1, double.NaN)]));

    [Fact]
    public void Overfit_AboveATenthOfTheTrainingLoss_FiresAtOnceAndIsOverWhenBelow() => Assert.Equal(
        [1, 2],
        new SageMakerOverfit().FiresAt([new(1, 1, 1.09), new(2, 1, 1.11), new(3, 1), new(4, 1, 1.05)]));

    [Fact]
    public void Overfit_WithPatience_NeedsThemInARow() => Assert.Equal(
        [4],
        new SageMakerOverfit(patience: 2).FiresAt([new(1, 1, 2), new(2, 1, 1), new(3, 1, 2), new(4, 1), new(5, 1, 2)]));

    [Fact]
    public void Overtraining_NeedsBothToWait()
    {
        // The training loss waits from row 1 on, the validation loss from row 2 on: by a tenth is no improvement.
        var rows = Enumerable.Range(0, 14).Select(i => new LoggedRow(i, 1, i switch { 0 => 5, 1 => 4, _ => 3.9 }));
        Assert.Equal([11, 12, 13], new SageMakerOvertraining(saveInterval: 1).FiresAt(rows));
    }

    [Fact]
    public void Overtraining_WithoutEvaluations_IsSilent() =>
        Assert.Empty(new SageMakerOvertraining(1).FiresAt(Enumerable.Range(0, 50).Select(i => new LoggedRow(i, 1))));
}
