using System.Collections.Immutable;
using Tracker.Core.Remediation;

namespace Tracker.Core.Diagnosis;

/// <summary>A named cause, how likely it is, and why.</summary>
/// <param name="Cause">Its id, as learning-rate-too-high.</param>
/// <param name="Title">In words.</param>
/// <param name="Likelihood">0 to 1; 0 when it no longer holds.</param>
/// <param name="Evidence">Sentences with the numbers that speak for it.</param>
/// <param name="CounterEvidence">Sentences that speak against it.</param>
/// <param name="Settles">What would settle it.</param>
/// <param name="Remedies">What to do, the best first.</param>
public sealed record Finding(
    string Cause,
    string Title,
    double Likelihood,
    ImmutableArray<string> Evidence,
    ImmutableArray<string> CounterEvidence,
    ImmutableArray<string> Settles,
    ImmutableArray<RemedyPlan> Remedies)
{
    /// <summary>Causes that it cannot be told from by what was sent; where the first finding has any, the case is undecided.</summary>
    public ImmutableArray<string> Rivals { get; init; } = [];
}
