using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Too few parameters or layers for what there is to learn: it cannot fit even its training data.</summary>
internal sealed class ArchitectureTooSimple : ICause
{
    public string Id => "architecture-too-simple";

    public string Title => "The model is too simple";

    public ImmutableArray<string> Remedies { get; } = ["larger-model"];

    public string Trial(in RunView view) =>
        "Train on one batch alone: if its loss does not fall by 90 % in 200 steps, the model cannot fit it.";
}
