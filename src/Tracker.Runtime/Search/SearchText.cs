using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Search;

/// <summary>A search as people write it.</summary>
/// <param name="Filter">Empty is every run.</param>
/// <param name="Order">KEY or KEY:desc each; empty is the newest first.</param>
/// <param name="Deleted">Deleted runs, and only those.</param>
/// <param name="PageToken">As the page before gave it; empty for the first.</param>
public sealed record SearchText(string Filter, ImmutableArray<string> Order, bool Deleted, string PageToken)
{
    /// <summary>Only of this experiment, whatever the filter says; empty is any.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>Only with this status, whatever the filter says; null is any.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Reads it; the problem names what is wrong and what was expected.</summary>
    public Parsed<RunSearch> Read(SearchOptions options, Timestamp now)
    {
        var search = new RunSearch { Deleted = Deleted, Now = now, TimeLimit = options.TimeLimit };
        if (PageToken.Length > 0)
        {
            if (!Search.PageToken.Read(PageToken, this).Succeeded(out var token, out var misfit)) return new Parsed<RunSearch>(null, misfit);
            search = search with { Now = token.Now, After = token.Cursor };
        }

        if (Filter.AsSpan().Trim().Length > 0)
        {
            var read = FilterParser.Read(Filter, options, search.Now);
            if (!read.Succeeded(out var filter, out var problem)) return new Parsed<RunSearch>(null, problem) { IsBeyondLimit = read.IsBeyondLimit };
            search = search with { Filter = filter };
        }

        if (Experiment.Length > 0) search = With(search, RunColumn.Experiment, new FilterValue(Experiment, null));
        if (Status is { } status) search = With(search, RunColumn.Status, new FilterValue("", (double)status));
        if (Order.IsEmpty) return search;
        if (Order.Length > options.SortKeys)
            return Beyond(string.Create(CultureInfo.InvariantCulture, $"{Order.Length} sort keys are too many: {options.SortKeys} is the most."));
        var order = ImmutableArray.CreateBuilder<RunSort>(Order.Length);
        foreach (var key in Order)
        {
            var descends = key.EndsWith(":desc", StringComparison.Ordinal);
            var name = descends ? key[..^5] : key.EndsWith(":asc", StringComparison.Ordinal) ? key[..^4] : key;
            if (name.Length > options.FilterCharacters) return Beyond("a sort key is longer than any name.");
            if (!FilterParser.ReadField(name, options).Succeeded(out var field, out var problem))
                return new Parsed<RunSearch>(null, $"the sort key '{Shorten(key)}' cannot be read: {problem}");
            // A name may have a colon, but one behind a known one is a direction that was mistyped.
            if (name.LastIndexOf(':') is > 0 and var colon && FilterParser.ReadField(name[..colon], options).Succeeded(out var meant, out _) && meant is RunField.Column)
                return new Parsed<RunSearch>(null, $"the sort key '{Shorten(key)}' cannot be read: write {name[..colon]}, {name[..colon]}:asc or {name[..colon]}:desc.");
            order.Add(new RunSort(field, descends));
        }

        return search with { Order = order.MoveToImmutable() };
    }

    /// <summary>The token of the page after this one; empty on the last.</summary>
    public string Next(RunSearch search, RunPage page) => page.Next is { } cursor ? Search.PageToken.Write(this, search.Now, cursor) : "";

    private static Parsed<RunSearch> Beyond(string problem) => new(null, problem) { IsBeyondLimit = true };

    private static RunSearch With(RunSearch search, RunColumn column, FilterValue value)
    {
        RunFilter only = new RunFilter.Compare(new RunField.Column(column), Comparison.Equal, value);
        return search with { Filter = search.Filter is { } filter ? new RunFilter.And(only, filter) : only };
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
