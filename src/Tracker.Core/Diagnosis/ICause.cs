using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>One cause of bad learning. What speaks for it is in <see cref="Weights.WeightTable"/>; this says what it is called and what to do.</summary>
internal interface ICause
{
    /// <summary>For good: it names findings in stored runs.</summary>
    string Id { get; }

    /// <summary>In words.</summary>
    string Title { get; }

    /// <summary>Ids of the remedies, the one that an expert would try first is the first.</summary>
    ImmutableArray<string> Remedies { get; }

    /// <summary>The trial that would settle it, in one sentence.</summary>
    string Trial(in RunView view);
}
