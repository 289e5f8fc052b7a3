using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>An optimizer, or a setting of it, that gets nowhere on this model at any sensible learning rate.</summary>
internal sealed class WrongOptimizer : ICause
{
    public string Id => "wrong-optimizer";

    public string Title => "The optimizer does not suit";

    public ImmutableArray<string> Remedies { get; } = ["change-optimizer", "raise-learning-rate", "lower-learning-rate"];

    public string Trial(in RunView view) =>
        "Train for 200 steps with Adam at 0.001 from the same start: if the loss falls clearly faster, this was it.";
}
