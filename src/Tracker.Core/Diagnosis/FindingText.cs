using System.Collections.Immutable;
using Tracker.Core.Detection;
using Tracker.Core.Diagnosis.Weights;

namespace Tracker.Core.Diagnosis;

/// <summary>Writes a finding: what speaks for the cause, what against it, and what would settle it.</summary>
internal static class FindingText
{
    /// <summary>Evidence that weighs less is not worth a line.</summary>
    private const double Least = 0.3;

    /// <summary>What was not sent is asked for where it could move the odds by so much.</summary>
    private const double WorthAsking = 0.9;

    private const int MostAsked = 2;

    public static Finding Write(in RunView view, EvidenceList evidence, in RankedCause ranked, ImmutableArray<string> rivals)
    {
        var id = ranked.Cause;
        var cause = DiagnosisEngine.Find(id) ?? throw new InvalidOperationException($"There is no cause {id}.");
        var weighed = evidence.Seen.Where(static one => one.Sentence.Length > 0).Select(one => (one.Sentence, Weight: WeightTable.Default.Weight(one.Id, id))).ToList();
        var settles = ImmutableArray.CreateBuilder<string>();
        foreach (var rival in rivals) settles.Add(CannotTell(id, rival, evidence));
        settles.AddRange(evidence.Lacking
            .Select(lacking => (lacking.Ask, Weight: lacking.Evidence.Max(one => Math.Abs(WeightTable.Default.Weight(one, id) - WeightTable.Default.Usual(one)))))
            .Where(static one => one.Weight >= WorthAsking)
            .OrderByDescending(static one => one.Weight)
            .Take(MostAsked)
            .Select(static one => one.Ask));
        settles.Add(cause.Trial(view));
        return new Finding(
            id,
            cause.Title,
            ranked.Likelihood,
            [.. weighed.Where(static one => one.Weight >= Least).OrderByDescending(static one => one.Weight).Select(static one => one.Sentence)],
            [.. weighed.Where(static one => one.Weight <= -Least).OrderBy(static one => one.Weight).Select(static one => one.Sentence)],
            settles.ToImmutable(),
            [])
        {
            Rivals = rivals,
        };
    }

    /// <summary>"Cannot tell learning-rate-too-high from poor-initialisation without gradient norms."</summary>
    private static string CannotTell(string cause, string rival, EvidenceList evidence)
    {
        var missing = evidence.Lacking
            .Select(lacking => (lacking.What, Weight: lacking.Evidence.Max(one => Math.Abs(WeightTable.Default.Weight(one, cause) - WeightTable.Default.Weight(one, rival)))))
            .Where(static one => one.Weight >= WorthAsking)
            .OrderByDescending(static one => one.Weight)
            .Take(MostAsked)
            .Select(static one => one.What)
            .ToList();
        return missing.Count == 0
            ? $"Cannot tell {cause} from {rival} by what a run can send: try the remedy that costs less."
            : $"Cannot tell {cause} from {rival} without {string.Join(" and ", missing)}.";
    }
}
