using Tracker.Core.Detection;

namespace Tracker.Core.Remediation;

/// <summary>One thing that can be done about a cause. Stateless; it proposes, nothing more.</summary>
internal interface IRemedy
{
    /// <summary>For good: it names plans in stored runs.</summary>
    string Remedy { get; }

    /// <summary>The plan for this run; null where it makes no sense here.</summary>
    RemedyPlan? Propose(in RunView view);
}
