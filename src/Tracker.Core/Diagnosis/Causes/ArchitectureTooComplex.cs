using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>So many parameters that the training samples are learned by heart whatever they hold, or so many layers that little passes them.</summary>
internal sealed class ArchitectureTooComplex : ICause
{
    public string Id => "architecture-too-complex";

    public string Title => "The model is too large for the data";

    public ImmutableArray<string> Remedies { get; } = ["smaller-model", "add-regularisation", "early-stop-restore-best", "add-data"];

    public string Trial(in RunView view) =>
        "Train a model of a tenth of the parameters: if validation is as good or better, this was it.";
}
