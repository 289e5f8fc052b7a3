using System.Collections.Immutable;

namespace Tracker.Core.Diagnosis;

/// <summary>
/// What speaks for and against one cause. Each piece adds to the log-odds (natural logarithm): +1 makes the odds 2.7 times as good,
/// +2.3 ten times, and a negative one likewise worse.
/// </summary>
internal sealed class Evidence
{
    /// <summary>Odds before anything is known: one in twelve.</summary>
    private const double Prior = -2.5;

    private readonly List<(double Weight, string Sentence)> _for = [];
    private readonly List<(double Weight, string Sentence)> _against = [];
    private readonly List<string> _settles = [];

    /// <summary>Sum of all pieces and the prior.</summary>
    public double LogOdds { get; private set; } = Prior;

    /// <summary>0 to 1.</summary>
    public double Likelihood => 1 / (1 + Math.Exp(-LogOdds));

    /// <summary>A piece that speaks for the cause.</summary>
    /// <param name="weight">What it adds to the log-odds, above 0.</param>
    /// <param name="sentence">What was seen, with its numbers.</param>
    public void For(double weight, string sentence)
    {
        LogOdds += weight;
        _for.Add((weight, sentence));
    }

    /// <summary>A piece that speaks against the cause.</summary>
    /// <param name="weight">What it takes from the log-odds, above 0.</param>
    /// <param name="sentence">What was seen, with its numbers.</param>
    public void Against(double weight, string sentence)
    {
        LogOdds -= weight;
        _against.Add((weight, sentence));
    }

    /// <summary>What would settle it, and why.</summary>
    public void Settles(string sentence) => _settles.Add(sentence);

    /// <summary>The finding, its weightiest evidence first, without remedies yet.</summary>
    public Finding ToFinding(ICauseRule rule) =>
        new(rule.Cause, rule.Title, Likelihood, Sentences(_for), Sentences(_against), [.. _settles], []);

    private static ImmutableArray<string> Sentences(List<(double Weight, string Sentence)> pieces) =>
        [.. pieces.OrderByDescending(static piece => piece.Weight).Select(static piece => piece.Sentence)];
}
