using System.Collections.Immutable;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Remediation.Remedies;

namespace Tracker.Core.Remediation;

/// <summary>Gives each finding what can be done about it, the best first.</summary>
internal static class RemedyPlanner
{
    /// <summary>Every remedy.</summary>
    public static ImmutableArray<IRemedy> Remedies { get; } =
    [
        new AccumulateGradients(),
        new AddData(),
        new AddRegularisation(),
        new AugmentData(),
        new ChangeOptimizer(),
        new CheckLabelOrder(),
        new ClassWeights(),
        new CleanInputs(),
        new CleanLabels(),
        new ClipGradients(),
        new FixLoss(),
        new FixOptimizerStep(),
        new ImputeMissing(),
        new LargerModel(),
        new LowerBatchSize(),
        new LowerLearningRate(),
        new NormaliseInputs(),
        new Oversample(),
        new RaiseBatchSize(),
        new RaiseLearningRate(),
        new ReduceRateOnPlateau(),
        new ReduceRegularisation(),
        new Reinitialise(),
        new RemoveOutliers(),
        new RobustLoss(),
        new SelectFeatures(),
        new SetLearningRate(),
        new SmallerModel(),
        new StopAtBest(),
        new UnfreezeWeights(),
        new WarmUp(),
        new WidenPrecision(),
    ];

    /// <summary>The findings with their remedies.</summary>
    public static ImmutableArray<Finding> Complete(in RunView view, ImmutableArray<Finding> findings)
    {
        var completed = ImmutableArray.CreateBuilder<Finding>(findings.Length);
        foreach (var finding in findings) completed.Add(finding with { Remedies = Plans(view, finding.Cause) });
        return completed.MoveToImmutable();
    }

    /// <summary>Remedies of a cause, the best first; empty for a cause that there is not.</summary>
    public static ImmutableArray<IRemedy> For(string cause) =>
        DiagnosisEngine.Find(cause) is { } known ? [.. known.Remedies.Select(Find)] : [];

    private static IRemedy Find(string remedy) =>
        Remedies.FirstOrDefault(one => one.Remedy == remedy) ?? throw new InvalidOperationException($"There is no remedy {remedy}.");

    private static ImmutableArray<RemedyPlan> Plans(in RunView view, string cause)
    {
        var plans = ImmutableArray.CreateBuilder<RemedyPlan>();
        foreach (var remedy in For(cause))
        {
            if (remedy.Propose(view) is { } plan) plans.Add(plan);
        }

        return plans.ToImmutable();
    }
}
