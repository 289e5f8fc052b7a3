using System.Collections.Immutable;
using System.Globalization;

namespace Tracker.Core.Diagnosis.Weights;

/// <summary>
/// What each piece of evidence adds to the log-odds of each cause (natural logarithm: +2.3 makes the odds ten times as good). The likelihoods of the
/// causes and of "nothing is wrong", whose log-odds are 0, sum to 1.
/// </summary>
public sealed class WeightTable
{
    /// <summary>The row that always counts: the odds before anything is seen.</summary>
    public const string Always = "always";

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, double>> _rows;

    private WeightTable(ImmutableArray<string> causes, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, double>> rows)
    {
        Causes = causes;
        _rows = rows;
    }

    /// <summary>The table that judges.</summary>
    public static WeightTable Default { get; } = Parse(DefaultWeights.Text, [.. DiagnosisEngine.Causes.Select(static cause => cause.Id)]);

    /// <summary>Ids of the causes: the columns.</summary>
    public ImmutableArray<string> Causes { get; }

    /// <summary>Ids of the evidence that has weights: the rows.</summary>
    public IEnumerable<string> Evidence => _rows.Keys;

    /// <summary>What the evidence adds to the log-odds of the cause; 0 where nothing is listed.</summary>
    public double Weight(string evidence, string cause) =>
        _rows.TryGetValue(evidence, out var row) && row.TryGetValue(cause, out var weight) ? weight : 0;

    /// <summary>What the evidence adds to most causes, the middle one: what tells nothing of any is not worth asking for.</summary>
    internal double Usual(string evidence)
    {
        var weights = Causes.Select(cause => Weight(evidence, cause)).Order().ToArray();
        return weights[weights.Length / 2];
    }

    /// <summary>The table from its text: a line a piece of evidence, <c>id: cause weight, cause weight</c>; <c>*</c> is every cause not named in the line.</summary>
    /// <exception cref="FormatException">A line is none, or names a cause that there is not; it tells the line.</exception>
    public static WeightTable Parse(string text, ImmutableArray<string> causes)
    {
        var rows = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var content = line.Split('#')[0].Trim();
            if (content.Length == 0) continue;
            var colon = content.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !rows.TryAdd(content[..colon].Trim(), Row(content[(colon + 1)..], causes)))
                throw new FormatException($"No line of weights, or one of evidence that has a line: {line.Trim()}");
        }

        return new WeightTable(causes, rows.ToImmutable());
    }

    /// <summary>A table of the same causes with other weights.</summary>
    /// <param name="weights">By evidence and cause; what is not in it weighs nothing.</param>
    public WeightTable With(IEnumerable<KeyValuePair<(string Evidence, string Cause), double>> weights) => new(
        Causes,
        weights.GroupBy(static pair => pair.Key.Evidence, StringComparer.Ordinal).ToImmutableSortedDictionary(
            static row => row.Key,
            static row => row.ToImmutableSortedDictionary(static pair => pair.Key.Cause, static pair => pair.Value, StringComparer.Ordinal),
            StringComparer.Ordinal));

    /// <summary>Every cause, the likeliest first, from the ids of what was seen.</summary>
    public ImmutableArray<RankedCause> Rank(IEnumerable<string> evidence)
    {
        var seen = evidence.Distinct(StringComparer.Ordinal).Append(Always).ToList();
        var odds = Causes.Select(cause => seen.Sum(id => Weight(id, cause))).ToArray();
        var most = Math.Max(0, odds.Max());
        var sum = Math.Exp(-most) + odds.Sum(one => Math.Exp(one - most));
        return
        [
            .. Causes.Select((cause, i) => new RankedCause(cause, odds[i], Math.Exp(odds[i] - most) / sum)).OrderByDescending(static ranked => ranked.LogOdds),
        ];
    }

    private static ImmutableSortedDictionary<string, double> Row(string text, ImmutableArray<string> causes)
    {
        var row = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        double? others = null;
        foreach (var cell in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = cell.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || !double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var weight))
                throw new FormatException($"\"{cell}\" is no cause and weight, as learning-rate-too-high 2.4");
            if (words[0] == "*") others = weight;
            else if (causes.Contains(words[0])) row.Add(words[0], weight);
            else throw new FormatException($"There is no cause {words[0]}");
        }

        if (others is not { } rest) return row.ToImmutable();
        foreach (var cause in causes) row.TryAdd(cause, rest);
        return row.ToImmutable();
    }
}

/// <summary>A cause with its odds.</summary>
/// <param name="Cause">Its id.</param>
/// <param name="LogOdds">Sum of the weights of all that was seen.</param>
/// <param name="Likelihood">0 to 1.</param>
public readonly record struct RankedCause(string Cause, double LogOdds, double Likelihood);
