using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Weights so large, so small or so alike at the start that signals or gradients do not pass the layers.</summary>
internal sealed class PoorInitialisation : ICause
{
    public string Id => "poor-initialisation";

    public string Title => "The initial weights are poor";

    public ImmutableArray<string> Remedies { get; } = ["reinitialise", "warm-up", "normalise-inputs"];

    public string Trial(in RunView view) =>
        "Start again with He or Glorot initialisation and the same seed: if the first loss is near chance and falls, this was it.";
}
