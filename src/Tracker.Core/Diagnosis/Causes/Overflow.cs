using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Numbers that grew beyond what their precision holds: a sum, an exponential, a gradient in half precision.</summary>
internal sealed class Overflow : ICause
{
    public string Id => "overflow";

    public string Title => "Numbers grew beyond what their precision holds";

    public ImmutableArray<string> Remedies { get; } = ["widen-precision", "clip-gradients", "lower-learning-rate"];

    public string Trial(in RunView view) =>
        "Train the same steps in 32 bits: if all stays finite, this was it.";
}
