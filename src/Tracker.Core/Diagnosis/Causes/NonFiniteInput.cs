using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>NaN or infinite values in what the model is fed: features, labels or weights of samples.</summary>
internal sealed class NonFiniteInput : ICause
{
    public string Id => "non-finite-input";

    public string Title => "The input holds values that are not finite";

    public ImmutableArray<string> Remedies { get; } = ["clean-inputs", "impute-missing"];

    public string Trial(in RunView view) =>
        "Count NaN and infinite values in the features and labels of the training data.";
}
