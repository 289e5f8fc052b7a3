using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>A few classes have nearly all samples: the rest are not worth learning to the loss.</summary>
internal sealed class ClassImbalance : ICause
{
    public string Id => "class-imbalance";

    public string Title => "Some classes are too rare";

    public ImmutableArray<string> Remedies { get; } = ["oversample", "class-weights", "add-data"];

    public string Trial(in RunView view) =>
        "Look at the recall of each class: if the rare ones are near 0, this is it.";
}
