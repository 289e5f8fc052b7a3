using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Cells without a value, or with a filler that the model takes for one.</summary>
internal sealed class MissingValues : ICause
{
    public string Id => "missing-values";

    public string Title => "Many inputs are missing";

    public ImmutableArray<string> Remedies { get; } = ["impute-missing", "clean-inputs"];

    public string Trial(in RunView view) =>
        "Train on the samples without a missing value alone: if validation is better, this is it.";
}
