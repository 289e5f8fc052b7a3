using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Too few samples to learn the rule from: the model learns them by heart instead.</summary>
internal sealed class TooLittleData : ICause
{
    public string Id => "too-little-data";

    public string Title => "There is too little training data";

    public ImmutableArray<string> Remedies { get; } = ["add-data", "augment-data", "early-stop-restore-best", "add-regularisation"];

    public string Trial(in RunView view) =>
        "Train on half of the data: if validation is clearly worse, more data will help.";
}
