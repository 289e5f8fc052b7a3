using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Tracker.Runtime.Search;

/// <summary>How two values are compared.</summary>
public enum Comparison : byte
{
    /// <summary>=</summary>
    Equal,

    /// <summary>!=</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}

/// <summary>What a field is compared with: a number, or a text where there is none.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Number">In the column's own unit; null where texts are compared.</param>
public readonly record struct FilterValue(string Text, double? Number);

/// <summary>
/// Which runs are meant, as a tree. A comparison with what a run does not have is false, and so is its match; <see cref="Not"/>
/// turns that round, so that every run is either meant or not.
/// </summary>
public abstract record RunFilter
{
    private RunFilter()
    {
    }

    /// <summary>Both hold.</summary>
    public sealed record And(RunFilter Left, RunFilter Right) : RunFilter;

    /// <summary>One of them holds.</summary>
    public sealed record Or(RunFilter Left, RunFilter Right) : RunFilter;

    /// <summary>It does not hold.</summary>
    public sealed record Not(RunFilter Inner) : RunFilter;

    /// <summary>The field compares so with the value.</summary>
    public sealed record Compare(RunField Field, Comparison How, FilterValue Value) : RunFilter;

    /// <summary>The field is one of these.</summary>
    public sealed record In(RunField Field, ImmutableArray<FilterValue> Values) : RunFilter;

    /// <summary>The pattern is found in the field's text.</summary>
    public sealed record Match(RunField Field, Regex Pattern) : RunFilter;

    /// <summary>The run has the field.</summary>
    public sealed record Has(RunField Field) : RunFilter;
}
