using System.Collections.Immutable;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Scoring;

/// <summary>What the detectors and the published rules said of one stored curve in one regime.</summary>
public sealed record CurveScore
{
    /// <summary>Problem, optimizer, rate and seed.</summary>
    public required string Name { get; init; }

    /// <summary>What was trained.</summary>
    public required string Problem { get; init; }

    /// <summary>What should be said of it.</summary>
    public required string Verdict { get; init; }

    /// <summary>One of the tuned runs.</summary>
    public required bool Tuned { get; init; }

    /// <summary>How it was logged.</summary>
    public required CurveRegime Regime { get; init; }

    /// <summary>Samples that were judged.</summary>
    public required long Samples { get; init; }

    /// <summary>Optimizer steps of the run.</summary>
    public required double Length { get; init; }

    /// <summary>Optimizer steps of one step as it was logged.</summary>
    public required double StepsPerUnit { get; init; }

    /// <summary>Optimizer step at which the trouble began: 0, the best epoch of a degraded run, the first value that is not finite.</summary>
    public required double Onset { get; init; }

    /// <summary>Step of the first row with a value that is not finite, as it was logged; null where there is none.</summary>
    public required long? FirstNonFinite { get; init; }

    /// <summary>Alerts at warning or above.</summary>
    public required ImmutableArray<Incident> Incidents { get; init; }

    /// <summary>Detectors that fired as info only.</summary>
    public required ImmutableSortedSet<string> Infos { get; init; }

    /// <summary>The likeliest cause at the end; null where none was found.</summary>
    public required string? FirstCause { get; init; }

    /// <summary>Published rules that fired, by name.</summary>
    public ImmutableSortedDictionary<string, BaselineAlarm> Baselines { get; init; } = ImmutableSortedDictionary<string, BaselineAlarm>.Empty;

    /// <summary>The first incident that is right about the curve; null where it was missed.</summary>
    public Incident? Found => VerdictFamily.Of(Verdict) is { } family ? Incidents.FirstOrDefault(incident => family.Right.Contains(incident.Detector)) : null;

    /// <summary>Incidents that are false; null where nobody knows.</summary>
    public int? FalseIncidents => VerdictFamily.Of(Verdict) is { } family ? Incidents.Count(incident => family.IsFalse(incident.Detector)) : null;

    /// <summary>Optimizer steps from the onset to a step as it was logged; never below 0.</summary>
    public double Delay(long step) => Math.Max(0, (step * StepsPerUnit) - Onset);

    /// <summary>The delay as a share of the run, 0 to 1.</summary>
    public double DelayShare(long step) => Delay(step) / Length;

    /// <summary>Judges a curve.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="regime">How it was logged.</param>
    public static CurveScore Of(StoredCurve curve, CurveRegime regime)
    {
        var played = CurveReplay.Record(curve, regime).Play();
        var findings = played.Snapshot.Findings;
        return new CurveScore
        {
            Name = CurveReplay.Name(curve),
            Problem = curve.Problem,
            Verdict = curve.Verdict,
            Tuned = curve.Tuned,
            Regime = regime,
            Samples = played.Snapshot.Samples,
            Length = curve.MinibatchTrainLoss.Length,
            StepsPerUnit = CurveReplay.StepsPerUnit(curve, regime),
            Onset = OnsetOf(curve),
            FirstNonFinite = curve.Verdict == "non-finite" ? FirstBadRow(curve, regime) : null,
            Incidents = [.. Incident.Of(played)],
            Infos = [.. Incident.Infos(played)],
            FirstCause = findings.IsEmpty ? null : findings[0].Cause,
        };
    }

    /// <summary>What the published rules say of it. They live in the training and always know how long it is to last.</summary>
    public static ImmutableSortedDictionary<string, BaselineAlarm> BaselinesOf(StoredCurve curve, CurveRegime regime) =>
        BaselineAlarm.Of(CurveRows.Of(curve, regime), regime.IsByEpoch, curve.Epochs);

    private static double OnsetOf(StoredCurve curve) => curve.Verdict switch
    {
        "degraded" or "lost" => BestEpoch(curve.TrainLoss) * curve.StepsPerEpoch,
        "non-finite" => Math.Min(
            FirstBad(curve.MinibatchTrainLoss), Math.Min(FirstBad(curve.TrainLoss), FirstBad(curve.TestLoss)) * curve.StepsPerEpoch),
        _ => 0,
    };

    private static int BestEpoch(double[] losses)
    {
        var best = 0;
        for (var epoch = 1; epoch < losses.Length; epoch++)
        {
            if (losses[epoch] < losses[best]) best = epoch;
        }

        return best;
    }

    private static double FirstBad(double[] values) => Array.FindIndex(values, static value => IsBad(value)) is >= 0 and var found ? found : double.PositiveInfinity;

    private static long? FirstBadRow(StoredCurve curve, CurveRegime regime) =>
        CurveRows.Of(curve, regime).Where(static row => IsBad(row.Loss) || IsBad(row.ValidationLoss)).Select(static row => (long?)row.Step).FirstOrDefault();

    private static bool IsBad(double? value) => value is { } one && !(Math.Abs(one) <= 1e300);
}
