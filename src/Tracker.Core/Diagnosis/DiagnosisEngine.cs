using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>Finds the causes behind the alerts that fire.</summary>
internal static class DiagnosisEngine
{
    /// <summary>The causes, the likeliest first; none where nothing fires.</summary>
    public static ImmutableArray<Finding> Diagnose(in RunView view, ReadOnlySpan<Alert> firing) => [];
}
