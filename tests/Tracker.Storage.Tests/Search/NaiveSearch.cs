using System.Globalization;
using System.Text;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Tests.Search;

/// <summary>What a search means, run by run and as plainly as it can be written.</summary>
internal static class NaiveSearch
{
    public static List<RunId> Find(IReadOnlyList<DerivedCommit> runs, RunFilter? filter, IReadOnlyList<RunSort> order)
    {
        var found = runs.Select((run, place) => (Run: run, Place: place)).Where(run => filter is null || Holds(run.Run, filter)).ToList();
        found.Sort((left, right) =>
        {
            foreach (var sort in order)
            {
                var (a, b) = (SortKey(left.Run, sort.Field), SortKey(right.Run, sort.Field));
                if (a is null || b is null)
                {
                    if (a is null && b is null) continue;
                    return a is null ? 1 : -1;
                }

                if (Compare(a, b) is var difference and not 0) return sort.Descending ? -difference : difference;
            }

            return order[^1].Descending ? right.Place - left.Place : left.Place - right.Place;
        });
        return [.. found.Select(static run => run.Run.Row.Run)];
    }

    private static bool Holds(DerivedCommit run, RunFilter filter) => filter switch
    {
        RunFilter.And and => Holds(run, and.Left) && Holds(run, and.Right),
        RunFilter.Or or => Holds(run, or.Left) || Holds(run, or.Right),
        RunFilter.Not not => !Holds(run, not.Inner),
        RunFilter.Has has => Value(run, has.Field) is not null,
        RunFilter.Match match => Value(run, match.Field) is string text && match.Pattern.IsMatch(text),
        RunFilter.In list => list.Values.Any(value => Compares(run, list.Field, Comparison.Equal, value)),
        RunFilter.Compare compare => Compares(run, compare.Field, compare.How, compare.Value),
        _ => throw new NotSupportedException(),
    };

    private static bool Compares(DerivedCommit run, RunField field, Comparison how, FilterValue with)
    {
        if (Value(run, field) is not { } value) return false;
        if (value is string text && with.Number is not null)
        {
            if (Number(text) is not { } number) return how == Comparison.NotEqual;
            value = number;
        }

        var difference = Compare(value, with.Number is { } wanted ? wanted : with.Text);
        return how switch
        {
            Comparison.Equal => difference == 0,
            Comparison.NotEqual => difference != 0,
            Comparison.Less => difference < 0,
            Comparison.LessOrEqual => difference <= 0,
            Comparison.Greater => difference > 0,
            _ => difference >= 0,
        };
    }

    private static object? SortKey(DerivedCommit run, RunField field) =>
        Value(run, field) switch
        {
            string text when field is RunField.Told => Number(text) is { } number ? number : text,
            var value => value,
        };

    private static object? Value(DerivedCommit run, RunField field) => field switch
    {
        RunField.Told { Kind: NameKind.Tag } tag => run.Row.Facts.Tags.GetValueOrDefault(tag.Name),
        RunField.Told fact => FactTexts.Of(run.Row.Facts).Where(told => told.Name == fact.Name).Select(static told => told.Text).FirstOrDefault(),
        RunField.Metric metric => run.Metrics.Where(value => value.Name == metric.Name).Select(value => Value(value, metric.Aspect)).FirstOrDefault(),
        RunField.Column column => Value(run.Row, column.Of),
        _ => throw new NotSupportedException(),
    };

    private static object? Value(MetricValue metric, MetricAspect aspect) => aspect switch
    {
        MetricAspect.Best => double.IsFinite(metric.Best) ? metric.Best : null,
        MetricAspect.Last => double.IsFinite(metric.Last) ? metric.Last : null,
        _ => metric.BestStep < 0 ? null : (double)metric.BestStep,
    };

    private static object? Value(RunRow row, RunColumn column) => column switch
    {
        RunColumn.Run => row.Run.ToString(),
        RunColumn.Name => row.Facts.Name,
        RunColumn.Experiment => row.Facts.Experiment,
        RunColumn.Cause => row.Cause,
        RunColumn.Status => (double)row.Status,
        RunColumn.Severity => row.Worst is { } worst ? (double)worst : null,
        RunColumn.Alerts => (double)row.FiringAlerts,
        RunColumn.Created => (double)row.CreatedAt.Microseconds,
        RunColumn.Ended => row.EndedAt is { } ended ? (double)ended.Microseconds : null,
        RunColumn.Step => row.Step < 0 ? null : (double)row.Step,
        RunColumn.Samples => (double)row.Samples,
        RunColumn.Pinned => 0.0,
        _ => throw new NotSupportedException($"{column}"),
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Numbers before texts, and texts by their bytes.</summary>
    private static int Compare(object left, object right) => (left, right) switch
    {
        (double a, double b) => a.CompareTo(b),
        (double, string) => -1,
        (string, double) => 1,
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        _ => throw new NotSupportedException(),
    };
}
