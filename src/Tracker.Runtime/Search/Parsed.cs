using System.Diagnostics.CodeAnalysis;

namespace Tracker.Runtime.Search;

/// <summary>What a text was read as, or why it could not be.</summary>
/// <param name="Value">Null where it could not be read.</param>
/// <param name="Problem">One sentence; null where it was read.</param>
public readonly record struct Parsed<T>(T? Value, string? Problem)
    where T : class
{
    /// <summary>It is more than a limit allows, see <see cref="SearchOptions"/>.</summary>
    public bool IsBeyondLimit { get; init; }

    /// <summary>It was read.</summary>
    public static implicit operator Parsed<T>(T value) => new(value, null);

    /// <summary>It was read; else the problem says why not.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem)
    {
        value = Value;
        problem = Problem;
        return problem is null;
    }
}
