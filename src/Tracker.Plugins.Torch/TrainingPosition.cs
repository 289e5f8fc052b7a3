namespace Tracker.Plugins.Torch;

/// <summary>Where a training stands between two steps.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Sample">Samples of the current epoch's order that were taken.</param>
internal readonly record struct TrainingPosition(long Step, long Epoch, long Sample)
{
    public TrainingPosition After(long batch) => this with { Step = Step + 1, Sample = Sample + batch };

    public TrainingPosition NextEpoch() => this with { Epoch = Epoch + 1, Sample = 0 };
}
