using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>What may be asked of a new token.</summary>
internal static class TokenRules
{
    private const int LongestName = 64;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <returns>One sentence; null when the name is good.</returns>
    public static string? NameProblem(string name) =>
        name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? $"'{Names.Shorten(name)}' is no name of a token: give 1 to {LongestName} letters, digits, points, dashes and underscores."
            : null;

    /// <param name="lifetime">Zero for no end.</param>
    /// <returns>One sentence; null when it may be.</returns>
    public static string? LifetimeProblem(TimeSpan lifetime) =>
        lifetime < TimeSpan.Zero || lifetime > Longest ? $"a token for {lifetime.TotalDays:0} days cannot be: give {Longest.TotalDays:0} days at most, or no end." : null;
}
