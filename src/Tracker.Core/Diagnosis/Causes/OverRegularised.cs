using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Weight decay, dropout or smoothing so strong that the model cannot even fit its training data.</summary>
internal sealed class OverRegularised : ICause
{
    public string Id => "over-regularised";

    public string Title => "It is regularised too strongly";

    public ImmutableArray<string> Remedies { get; } = ["reduce-regularisation"];

    public string Trial(in RunView view) =>
        "Train for 200 steps without weight decay and dropout: if the train loss falls clearly lower, this was it.";
}
