using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>The optimizer steps by nothing: a rate of 0, or a schedule that ended.</summary>
internal sealed class LearningRateZero : ICause
{
    public string Id => "learning-rate-zero";

    public string Title => "The learning rate is zero";

    public ImmutableArray<string> Remedies { get; } = ["set-learning-rate"];

    public string Trial(in RunView view) =>
        "Print the optimizer's learning rate at each step.";
}
