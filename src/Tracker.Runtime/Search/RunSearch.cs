using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Search;

/// <summary>One key of an order. Runs without a value come last whichever way it goes.</summary>
public readonly record struct RunSort(RunField Field, bool Descending);

/// <summary>The value of a sort key: a number, a text, or neither where the run has none. Numbers come before texts.</summary>
public readonly record struct SortValue(double? Number, string? Text)
{
    /// <summary>The run has none.</summary>
    public bool IsNone => Number is null && Text is null;
}

/// <summary>The place of a run in an order: what the next page goes on after.</summary>
/// <param name="Values">One a key of the order.</param>
/// <param name="Key">The store's own key of the run, by which equals are told apart: rises with the making.</param>
public sealed record SearchCursor(ImmutableArray<SortValue> Values, long Key);

/// <summary>Which runs to list, and in which order.</summary>
public sealed record RunSearch
{
    /// <summary>The newest first.</summary>
    public static ImmutableArray<RunSort> NewestFirst { get; } = [new(new RunField.Column(RunColumn.Created), true)];

    /// <summary>Null is every run.</summary>
    public RunFilter? Filter { get; init; }

    /// <summary>One key or more; runs that are equal in all come in the order of making, the way the last key goes.</summary>
    public ImmutableArray<RunSort> Order { get; init; } = NewestFirst;

    /// <summary>Only what comes after; null starts with the first.</summary>
    public SearchCursor? After { get; init; }

    /// <summary>Deleted runs, and only those; else those that are listed.</summary>
    public bool Deleted { get; init; }

    /// <summary>What "now" is for durations: the same for all pages.</summary>
    public Timestamp Now { get; init; }

    /// <summary>Rows of a page, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Time after which it is given up.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>A page of a search.</summary>
/// <param name="Rows">In order.</param>
/// <param name="Next">Where the next page goes on; null on the last.</param>
/// <param name="TookTooLong">It was given up at the time limit: there are no rows.</param>
public sealed record RunPage(ImmutableArray<RunRow> Rows, SearchCursor? Next, bool TookTooLong);
