using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Which runs to list: the newest first, a page at a time.</summary>
public sealed record RunQuery
{
    /// <summary>Only runs made before this one: the last of the page before. Null starts with the newest.</summary>
    public RunId? Before { get; init; }

    /// <summary>Only runs with an alert that fires.</summary>
    public bool OnlyFiring { get; init; }

    /// <summary>Rows of a page. Default 50; 1 to 1,000.</summary>
    public int Limit { get; init; } = 50;
}
