using System.Collections.Immutable;

namespace Tracker.Replay.Scoring;

/// <summary>What was said of all curves of one verdict in one regime.</summary>
/// <param name="Verdict">What should be said.</param>
/// <param name="Scores">Of each curve; never empty.</param>
public sealed record VerdictRow(string Verdict, ImmutableArray<CurveScore> Scores)
{
    /// <summary>Curves.</summary>
    public int Runs => Scores.Length;

    /// <summary>It is known what is right about such a curve.</summary>
    public bool IsScored => VerdictFamily.Of(Verdict) is not null;

    /// <summary>Something is wrong that can be found.</summary>
    public bool HasFault => VerdictFamily.Of(Verdict) is { Right.IsEmpty: false };

    /// <summary>Curves of which the right thing was said at warning or above.</summary>
    public int Found => Scores.Count(static score => score.Found is not null);

    /// <summary>Curves of which anything was said at warning or above.</summary>
    public int AnyWarning => Scores.Count(static score => !score.Incidents.IsEmpty);

    /// <summary>Samples of all curves.</summary>
    public long Samples => Scores.Sum(static score => score.Samples);

    /// <summary>False alarms of all curves; null where nobody knows.</summary>
    public int? FalseIncidents => IsScored ? Scores.Sum(static score => score.FalseIncidents) : null;

    /// <summary>False alarms for a million samples; null where nobody knows.</summary>
    public double? FalseIncidentsPerMillion => FalseIncidents * 1e6 / Math.Max(1, Samples);

    /// <summary>Optimizer steps from the onset to the right incident, of the curves where it was found.</summary>
    public double? Delay(double quantile) => Quantile.Of(Scores.Where(static score => score.Found is not null).Select(static score => score.Delay(score.Found!.Step)), quantile);

    /// <summary>The same as a share of the run.</summary>
    public double? DelayShare(double quantile) =>
        Quantile.Of(Scores.Where(static score => score.Found is not null).Select(static score => score.DelayShare(score.Found!.Step)), quantile);

    /// <summary>Curves on which each detector fired at warning or above.</summary>
    public ImmutableSortedDictionary<string, int> Detectors => Count(static score => score.Incidents.Select(static incident => incident.Detector).Distinct());

    /// <summary>Curves on which each detector fired as info only.</summary>
    public ImmutableSortedDictionary<string, int> Infos => Count(static score => score.Infos);

    /// <summary>Curves of which each cause was named as the likeliest.</summary>
    public ImmutableSortedDictionary<string, int> Causes => Count(static score => score.FirstCause is { } cause ? [cause] : []);

    /// <summary>Curves on which a published rule fired.</summary>
    public int Fired(string baseline) => Scores.Count(score => score.Baselines.ContainsKey(baseline));

    /// <summary>How often a published rule began to fire.</summary>
    public int BaselineIncidents(string baseline) => Scores.Sum(score => score.Baselines.TryGetValue(baseline, out var alarm) ? alarm.Incidents : 0);

    /// <summary>Median delay of a published rule from the onset, as a share of the run; null where it never fired.</summary>
    public double? BaselineDelayShare(string baseline) =>
        Quantile.Of(Scores.Where(score => score.Baselines.ContainsKey(baseline)).Select(score => score.DelayShare(score.Baselines[baseline].FirstStep)), 0.5);

    /// <summary>The rows of one regime, in the order in which verdicts are shown.</summary>
    public static IReadOnlyList<VerdictRow> Of(IEnumerable<CurveScore> scores) =>
    [
        .. scores.GroupBy(static score => score.Verdict).Select(static group => new VerdictRow(group.Key, [.. group]))
            .OrderBy(static row => VerdictFamily.Verdicts.IndexOf(row.Verdict) is >= 0 and var place ? place : int.MaxValue)
            .ThenBy(static row => row.Verdict, StringComparer.Ordinal),
    ];

    private ImmutableSortedDictionary<string, int> Count(Func<CurveScore, IEnumerable<string>> names) =>
        Scores.SelectMany(names).GroupBy(static name => name).ToImmutableSortedDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
}
