using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Steps so large that they leap over what they should descend to.</summary>
internal sealed class LearningRateTooHigh : ICause
{
    public string Id => "learning-rate-too-high";

    public string Title => "The learning rate is too high";

    public ImmutableArray<string> Remedies { get; } = ["lower-learning-rate", "clip-gradients", "warm-up", "reduce-rate-on-plateau"];

    public string Trial(in RunView view) =>
        "Train for 100 steps with 0.3 times the learning rate from the same start: if the loss falls, this was it.";
}
