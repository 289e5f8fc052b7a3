using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Steps so small that the planned run is over before anything is learned.</summary>
internal sealed class LearningRateTooLow : ICause
{
    public string Id => "learning-rate-too-low";

    public string Title => "The learning rate is too low";

    public ImmutableArray<string> Remedies { get; } = ["raise-learning-rate"];

    public string Trial(in RunView view) =>
        "Train for 100 steps with 10 times the learning rate from the same start: if the loss falls at least twice as fast, this was it.";
}
