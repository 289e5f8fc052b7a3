using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Labels that contradict what can be learned: the loss cannot fall below them, and a model that tries learns them by heart.</summary>
internal sealed class LabelNoise : ICause
{
    public string Id => "label-noise";

    public string Title => "Some labels are wrong";

    public ImmutableArray<string> Remedies { get; } = ["clean-labels", "robust-loss"];

    public string Trial(in RunView view) =>
        "Look at the 50 training samples of the highest loss: if many labels are wrong, this is it.";
}
