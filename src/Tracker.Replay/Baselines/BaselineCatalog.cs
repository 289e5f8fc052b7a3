using System.Collections.Immutable;

namespace Tracker.Replay.Baselines;

/// <summary>Every published rule, with the defaults that its makers chose.</summary>
public static class BaselineCatalog
{
    /// <summary>New ones for one run.</summary>
    /// <param name="byEpoch">Steps are epochs, all of which are saved.</param>
    /// <param name="plannedEpochs">Epochs of the whole training; null where nobody knows.</param>
    public static ImmutableArray<IBaseline> Create(bool byEpoch, int? plannedEpochs)
    {
        var saveInterval = byEpoch ? 1 : 500;
        return
        [
            new SageMakerLossNotDecreasing(saveInterval),
            new SageMakerOverfit(),
            new SageMakerOvertraining(saveInterval),
            new AutoTrainer(plannedEpochs),
            new DeepDiagnosis(),
            new KerasEarlyStopping(),
            new KerasEarlyStopping(10),
            new KerasReduceLearningRate(),
            new LightningEarlyStopping(),
            new ZScoreWindow(3),
            new ZScoreWindow(4),
            new ZScoreWindow(6),
        ];
    }

    /// <summary>Their names, in the order in which they are shown.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Create(false, null).Select(static baseline => baseline.Name)];
}
