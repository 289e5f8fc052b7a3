using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis.Causes;
using Tracker.Core.Diagnosis.Sources;
using Tracker.Core.Diagnosis.Weights;

namespace Tracker.Core.Diagnosis;

/// <summary>Finds the causes of bad learning: gathers the evidence, adds up what it weighs, tells the likely causes.</summary>
internal static class DiagnosisEngine
{
    /// <summary>Two causes whose odds differ by less cannot be told apart: one is not two and a half times as likely as the other.</summary>
    private const double Apart = 0.9163;

    /// <summary>Every cause; where two are as likely, the earlier comes first.</summary>
    public static ImmutableArray<ICause> Causes { get; } =
    [
        new LearningRateTooHigh(),
        new LearningRateTooLow(),
        new NonFiniteInput(),
        new Overflow(),
        new NoOptimizerStep(),
        new LearningRateZero(),
        new FrozenWeights(),
        new WrongLoss(),
        new ShuffledLabels(),
        new LabelNoise(),
        new ClassImbalance(),
        new Outliers(),
        new MissingValues(),
        new IrrelevantFeatures(),
        new TooLittleData(),
        new UnderRegularised(),
        new OverRegularised(),
        new ArchitectureTooComplex(),
        new ArchitectureTooSimple(),
        new PoorInitialisation(),
        new WrongOptimizer(),
        new BatchSizeTooSmall(),
        new BatchSizeTooLarge(),
    ];

    /// <summary>The cause of that id; null where there is none.</summary>
    public static ICause? Find(string id) => Causes.FirstOrDefault(cause => cause.Id == id);

    /// <summary>What was seen of the run, and what was not sent.</summary>
    public static EvidenceList Gather(in RunView view, ReadOnlySpan<Alert> alerts)
    {
        var evidence = new EvidenceList();
        AlertEvidence.Add(evidence, alerts);
        NonFiniteEvidence.Add(evidence, view);
        RateEvidence.Add(evidence, view);
        GradientEvidence.Add(evidence, view);
        LossEvidence.Add(evidence, view);
        ValidationEvidence.Add(evidence, view);
        SetupEvidence.Add(evidence, view);
        RegularisationEvidence.Add(evidence, view);
        BatchEvidence.Add(evidence, view);
        DataEvidence.Add(evidence, view);
        ProfileEvidence.Add(evidence, view);
        SignalEvidence.Add(evidence, view);
        return evidence;
    }

    /// <summary>The causes, the likeliest first, without remedies; none where nothing is wrong.</summary>
    /// <param name="view">The run.</param>
    /// <param name="alerts">Its alerts, the open and the resolved.</param>
    /// <param name="final">The run is over: what there is must do, however few samples it is.</param>
    public static Diagnosed Diagnose(in RunView view, ReadOnlySpan<Alert> alerts, bool final)
    {
        var trouble = AlertEvidence.IsTrouble(alerts);

        // Losses that need not fall say nothing of a cause, and before the first verdict there is nothing to explain.
        if (!trouble && (view.Told.LearningJudged == 0 || !(view.Loss.Armed || (final && view.Loss.Count >= 5)))) return Diagnosed.Nothing;
        var evidence = Gather(view, alerts);
        var ranked = WeightTable.Default.Rank(evidence.Seen.Select(static one => one.Id));
        ImmutableArray<string> unsent = [.. evidence.Lacking.OrderByDescending(static lacking => lacking.Evidence.Max(Worth)).Select(static lacking => lacking.What)];
        var ids = evidence.Seen.Select(static one => one.Id).ToImmutableArray();
        var told = Telling.Of(ranked, trouble);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var one in told)
        {
            var rivals = told.Where(other => other.Cause != one.Cause && Math.Abs(other.LogOdds - one.LogOdds) < Apart).Select(static other => other.Cause);
            findings.Add(FindingText.Write(view, evidence, one, [.. rivals]));
        }

        return new Diagnosed(ids, unsent, findings.ToImmutable());
    }

    /// <summary>By how much that evidence could move a cause at most: what tells most is asked for first.</summary>
    private static double Worth(string evidence) => WeightTable.Default.Causes.Max(cause => Math.Abs(WeightTable.Default.Weight(evidence, cause)));
}

/// <summary>What came of a diagnosis.</summary>
/// <param name="Evidence">Ids of all that was seen.</param>
/// <param name="Unsent">What was not sent and would tell more, as "gradient norms"; what could tell most comes first.</param>
/// <param name="Findings">The likeliest first.</param>
internal readonly record struct Diagnosed(ImmutableArray<string> Evidence, ImmutableArray<string> Unsent, ImmutableArray<Finding> Findings)
{
    public static Diagnosed Nothing => new([], [], []);
}
