using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Search;

/// <summary>How far a search may go: section <c>Tracker:Search</c>.</summary>
public sealed record SearchOptions
{
    /// <summary>Time after which a search is stopped and refused. Default 2 s; 10 ms to 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:05:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Characters of a filter. Default 4,096; 64 to 65,536.</summary>
    [Range(64, 65_536)]
    public int FilterCharacters { get; init; } = 4_096;

    /// <summary>Comparisons of a filter. Default 100; 1 to 500.</summary>
    [Range(1, 500)]
    public int FilterTerms { get; init; } = 100;

    /// <summary>Parentheses and nots within one another. Default 32; 1 to 100.</summary>
    [Range(1, 100)]
    public int FilterDepth { get; init; } = 32;

    /// <summary>Characters of a regular expression. Default 256; 1 to 4,096.</summary>
    [Range(1, 4_096)]
    public int PatternCharacters { get; init; } = 256;

    /// <summary>Keys that a list is sorted by. Default 8; 1 to 16.</summary>
    [Range(1, 16)]
    public int SortKeys { get; init; } = 8;
}
