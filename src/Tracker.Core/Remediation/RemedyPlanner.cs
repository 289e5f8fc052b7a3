using System.Collections.Immutable;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation.Remedies;

namespace Tracker.Core.Remediation;

/// <summary>Gives each finding what can be done about it, the best first.</summary>
internal static class RemedyPlanner
{
    private static readonly ImmutableSortedDictionary<string, ImmutableArray<IRemedy>> ByCause = Build();

    /// <summary>The findings with their remedies.</summary>
    public static ImmutableArray<Finding> Complete(in RunView view, ImmutableArray<Finding> findings)
    {
        var completed = ImmutableArray.CreateBuilder<Finding>(findings.Length);
        foreach (var finding in findings) completed.Add(finding with { Remedies = Plans(view, finding.Cause) });
        return completed.MoveToImmutable();
    }

    /// <summary>Remedies of a cause, the best first; empty for a cause without one.</summary>
    public static ImmutableArray<IRemedy> For(string cause) => ByCause.TryGetValue(cause, out var remedies) ? remedies : [];

    private static ImmutableArray<RemedyPlan> Plans(in RunView view, string cause)
    {
        var plans = ImmutableArray.CreateBuilder<RemedyPlan>();
        foreach (var remedy in For(cause))
        {
            if (remedy.Propose(view) is { } plan) plans.Add(plan);
        }

        return plans.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<IRemedy>> Build()
    {
        var byCause = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<IRemedy>>(StringComparer.Ordinal);
        byCause.Add("learning-rate-too-high", [new LowerLearningRate(), new ClipGradients()]);
        byCause.Add("learning-rate-too-low", [new RaiseLearningRate()]);
        byCause.Add("overfitting", [new StopAtBest(), new AddRegularisation(), new AddData()]);
        byCause.Add("too-little-data", [new AddData(), new StopAtBest(), new AddRegularisation()]);
        byCause.Add("non-finite-input", [new CleanInputs()]);
        byCause.Add("overflow", [new WidenPrecision(), new ClipGradients(), new LowerLearningRate()]);
        return byCause.ToImmutable();
    }
}
