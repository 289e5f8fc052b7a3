using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis.Causes;

namespace Tracker.Core.Diagnosis;

/// <summary>Finds the causes behind the alerts that fire: every rule weighs its evidence, the likely ones are told.</summary>
internal static class DiagnosisEngine
{
    /// <summary>A cause below this likelihood is a guess and not told.</summary>
    private const double Least = 0.3;

    /// <summary>Every rule; where two are as likely, the earlier comes first.</summary>
    public static ImmutableArray<ICauseRule> Rules { get; } =
    [
        new LearningRateTooHigh(),
        new LearningRateTooLow(),
        new NonFiniteInput(),
        new Overflow(),
        new Overfitting(),
        new TooLittleData(),
    ];

    /// <summary>The causes, the likeliest first, without remedies; none where nothing fires.</summary>
    public static ImmutableArray<Finding> Diagnose(in RunView view, ReadOnlySpan<Alert> firing)
    {
        if (firing.IsEmpty) return [];
        var symptoms = new Symptoms(firing);
        var findings = new List<Finding>();
        foreach (var rule in Rules)
        {
            if (!rule.Applies(symptoms)) continue;
            var evidence = new Evidence();
            rule.Weigh(evidence, view, symptoms);
            if (evidence.Likelihood > Least) findings.Add(evidence.ToFinding(rule));
        }

        return [.. findings.OrderByDescending(static finding => finding.Likelihood)];
    }
}
