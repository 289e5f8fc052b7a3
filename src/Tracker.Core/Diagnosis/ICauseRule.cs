using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>Weighs what speaks for one cause of what the detectors saw. Stateless.</summary>
internal interface ICauseRule
{
    /// <summary>For good: it names findings in stored runs.</summary>
    string Cause { get; }

    /// <summary>In words.</summary>
    string Title { get; }

    /// <summary>One of its symptoms holds; else it is not weighed at all.</summary>
    bool Applies(in Symptoms symptoms);

    /// <summary>Adds every piece of evidence, for and against, and what would settle it.</summary>
    void Weigh(Evidence evidence, in RunView view, in Symptoms symptoms);
}
