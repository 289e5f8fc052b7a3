using System.Collections.Immutable;

namespace Tracker.Core.Diagnosis.Weights;

/// <summary>Which of the ranked causes are told: the likely ones, and none of a run that may well learn.</summary>
public static class Telling
{
    /// <summary>The likeliest cause is told from here on while a warning fires: something is wrong for sure.</summary>
    private const double LeastInTrouble = 0.2;

    /// <summary>And from here on where none does: a run that learns must not be blamed.</summary>
    private const double LeastOtherwise = 0.5;

    /// <summary>A further cause is told from here on.</summary>
    private const double LeastBeside = 0.02;

    private const int Most = 5;

    /// <summary>The causes that are told, the likeliest first.</summary>
    /// <param name="ranked">Every cause, the likeliest first.</param>
    /// <param name="trouble">A warning fired.</param>
    public static ImmutableArray<RankedCause> Of(ImmutableArray<RankedCause> ranked, bool trouble) =>
        ranked[0].Likelihood < (trouble ? LeastInTrouble : LeastOtherwise) ? [] : [.. ranked.Take(Most).TakeWhile(static one => one.Likelihood >= LeastBeside)];
}
