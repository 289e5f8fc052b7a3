using System.Collections.Immutable;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Detection.LabRules;

namespace Tracker.Core.Monitoring;

/// <summary>What people may set about judging. Part of the judge's version: another value re-judges stored runs.</summary>
public sealed record MonitorOptions
{
    /// <summary>The shortest silence that is called stalled. Default 60 s; 1 s to 7 days.</summary>
    public TimeSpan StallFloor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An external run that is silent for so long is lost. Default 7 days; 1 minute to 365 days.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Options of detectors by detector id and name, both in any case, as docs/detectors.md lists them; <c>Enabled</c> switches a detector off.
    /// Default none.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Detectors { get; init; } =
        ImmutableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>The lab's own rules, read by <see cref="LabRuleText"/>; up to <see cref="LabRule.Most"/>, each with a name of its own. Default none.</summary>
    public ImmutableArray<LabRule> Rules { get; init; } = [];

    /// <summary>What is wrong with <see cref="Detectors"/>, in one sentence; null when all is well.</summary>
    public string? Problem()
    {
        DetectorSettings.Apply(DetectorCatalog.All(new StalledRunOptions()), Detectors, out var problem);
        return problem;
    }
}
