using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Makes a statement of a search. Every value and every name goes in as a parameter; the text is made of this file's own words alone.
/// A comparison on a fact or metric becomes the set of the runs that fulfil it: values of one name lie side by side, so that the set is
/// read once and in order, however many runs there are.
/// </summary>
internal sealed class SearchSql(SqliteSession session, RunSearch search)
{
    private readonly List<object> _values = [];
    private readonly List<Regex> _patterns = [];

    public IReadOnlyList<Regex> Patterns => _patterns;

    /// <summary>
    /// Rows of (key, value of each sort key...). The runs that have a value for the first sort key come first, from that value's own
    /// index; the second phase has those without.
    /// </summary>
    public SqliteCommand Make(bool withFirst, int limit)
    {
        var keys = search.Order.Select((sort, place) => KeySql(sort.Field, place)).ToList();
        var sql = new StringBuilder("SELECT r.key");
        foreach (var key in keys) sql.Append(", ").Append(key.Expression);
        sql.Append(" FROM ").Append(From(keys, withFirst));
        sql.Append(" WHERE r.position > 0 AND r.hidden = ").Append(search.Deleted ? '1' : '0');
        sql.Append(withFirst ? $" AND {keys[0].Expression} IS NOT NULL" : $" AND {keys[0].Expression} IS NULL");
        if (search.Filter is { } filter) sql.Append(" AND ").Append(Condition(filter));
        if (search.After is { } after) sql.Append(" AND ").Append(After(keys, after, withFirst));
        sql.Append(" ORDER BY ");
        for (var i = withFirst ? 0 : 1; i < keys.Count; i++)
        {
            // The first is never null here, and its index is of its bare value.
            if (i > 0) sql.Append(keys[i].Expression).Append(" IS NULL, ");
            sql.Append(keys[i].Expression).Append(search.Order[i].Descending ? " DESC, " : " ASC, ");
        }

        sql.Append("r.key ").Append(search.Order[^1].Descending ? "DESC" : "ASC").Append(" LIMIT ").Append(Parameter((long)limit));
        var command = session.Connection.CreateCommand();
        command.CommandText = sql.ToString();
        for (var i = 0; i < _values.Count; i++) command.Parameters.AddWithValue(Name(i), _values[i]);
        return command;
    }

    private static string From(List<Key> keys, bool withFirst)
    {
        var from = new StringBuilder();
        if (withFirst && keys[0].Table is { } table)
        {
            // The order of the tables is that in which they are read: from the first key's values to the runs.
            from.Append(CultureInfo.InvariantCulture, $"{table} k0 CROSS JOIN run r ON r.key = k0.run_key AND k0.name_key = {keys[0].NameKey}");
        }
        else
        {
            from.Append("run r");
        }

        for (var i = withFirst && keys[0].Table is not null ? 1 : 0; i < keys.Count; i++)
        {
            if (keys[i].Table is { } other)
                from.Append(CultureInfo.InvariantCulture, $" LEFT JOIN {other} k{i} ON k{i}.name_key = {keys[i].NameKey} AND k{i}.run_key = r.key");
        }

        return from.Append(" LEFT JOIN run_head h ON h.key = r.key").ToString();
    }

    private Key KeySql(RunField field, int place) => field switch
    {
        RunField.Told told => new Key($"coalesce(k{place}.number, k{place}.text)", "run_value", NameKey(told.Kind, told.Name)),
        RunField.Metric metric => new Key(Column(metric.Aspect, $"k{place}."), "run_metric", NameKey(NameKind.Metric, metric.Name)),
        _ => new Key(Expression(((RunField.Column)field).Of), null, ""),
    };

    /// <summary>What comes after the cursor, a key at a time.</summary>
    private string After(List<Key> keys, SearchCursor after, bool withFirst)
    {
        var last = keys.Count;
        var condition = $"r.key {(search.Order[^1].Descending ? '<' : '>')} {Parameter(after.Key)}";
        for (var i = last - 1; i >= 0; i--)
        {
            if (i == 0 && !withFirst) break;
            var (key, value, sign) = (keys[i].Expression, after.Values[i], search.Order[i].Descending ? '<' : '>');
            if (value.IsNone)
            {
                condition = $"({key} IS NULL AND {condition})";
                continue;
            }

            var at = Parameter(value.Number is { } number ? number : value.Text!);
            condition = i == 0
                ? $"{key} {sign}= {at} AND ({key} {sign} {at} OR {condition})"
                : $"({key} {sign} {at} OR {key} IS NULL OR ({key} = {at} AND {condition}))";
        }

        return $"({condition})";
    }

    private string Condition(RunFilter filter) => filter switch
    {
        RunFilter.And and => $"({Condition(and.Left)} AND {Condition(and.Right)})",
        RunFilter.Or or => $"({Condition(or.Left)} OR {Condition(or.Right)})",
        RunFilter.Not not => $"NOT {Condition(not.Inner)}",
        RunFilter.Compare compare => Of(compare.Field, compare.Value.Number is not null, value => Compared(compare, value)),
        RunFilter.In list => In(list),
        RunFilter.Match match => Of(match.Field, false, value => $"matches({Pattern(match.Pattern)}, {value})"),
        RunFilter.Has has => Of(has.Field, null, static value => $"{value} IS NOT NULL"),
        _ => throw new NotSupportedException($"{filter.GetType().Name} has no statement."),
    };

    private string Compared(RunFilter.Compare compare, string value)
    {
        // A text that is no number differs from every number.
        var sign = compare is { How: Comparison.NotEqual, Field: RunField.Told } ? "IS NOT" : Sign(compare.How);
        return $"{value} {sign} {Parameter(compare.Value.Number is { } number ? number : compare.Value.Text)}";
    }

    private string In(RunFilter.In list)
    {
        // Numbers are looked for among numbers and texts among texts, so there may be two sets.
        var parts = new List<string>(2);
        var numbers = list.Values.Where(static value => value.Number is not null).Select(value => Parameter(value.Number!.Value)).ToList();
        var texts = list.Values.Where(static value => value.Number is null).Select(value => Parameter(value.Text)).ToList();
        if (numbers.Count > 0) parts.Add(Of(list.Field, true, value => $"{value} IN ({string.Join(", ", numbers)})"));
        if (texts.Count > 0) parts.Add(Of(list.Field, false, value => $"{value} IN ({string.Join(", ", texts)})"));
        return $"({string.Join(" OR ", parts)})";
    }

    /// <summary>Never null, so that NOT turns it round.</summary>
    private string Of(RunField field, bool? asNumber, Func<string, string> condition)
    {
        switch (field)
        {
            case RunField.Told told:
                var name = NameKey(told.Kind, told.Name);
                if (asNumber is null) return $"r.key IN (SELECT run_key FROM run_value WHERE name_key = {name})";
                return $"r.key IN (SELECT run_key FROM run_value WHERE name_key = {name} AND {condition(asNumber.Value ? "number" : "text")})";
            case RunField.Metric metric:
                return $"r.key IN (SELECT run_key FROM run_metric WHERE name_key = {NameKey(NameKind.Metric, metric.Name)} AND {condition(Column(metric.Aspect, ""))})";
            default:
                var column = Expression(((RunField.Column)field).Of);
                return $"({column} IS NOT NULL AND {condition(column)})";
        }
    }

    private string NameKey(NameKind kind, string name) => Parameter((object?)RunValues.NameKey(session, kind, name) ?? DBNull.Value);

    private string Pattern(Regex pattern)
    {
        _patterns.Add(pattern);
        return Parameter((long)_patterns.Count - 1);
    }

    private string Expression(RunColumn column) => column switch
    {
        RunColumn.Run => "lower(hex(r.run))",
        RunColumn.Name => "r.name",
        RunColumn.Experiment => "r.experiment",
        RunColumn.Status => "r.status",
        RunColumn.Reason => "nullif(r.status_reason, '')",
        RunColumn.Plugin => "r.job_plugin",
        RunColumn.Cause => "r.cause",
        RunColumn.Severity => "r.worst_severity",
        RunColumn.Alerts => "r.firing_alerts",
        RunColumn.Created => "r.created_at",
        RunColumn.Ended => "r.ended_at",
        RunColumn.Reported => "r.last_report_at",
        RunColumn.Duration => $"(coalesce(r.ended_at, {search.Now.Microseconds.ToString(CultureInfo.InvariantCulture)}) - r.created_at)",
        RunColumn.Step => "nullif(r.step, -1)",
        RunColumn.Samples => "r.samples",
        RunColumn.Attempt => "r.attempt",
        RunColumn.Bytes => "h.bytes",
        _ => "r.pinned",
    };

    private static string Column(MetricAspect aspect, string table) => aspect switch
    {
        MetricAspect.Best => $"{table}best",
        MetricAspect.Last => $"{table}last",
        _ => $"nullif({table}best_step, -1)",
    };

    private static string Sign(Comparison how) => how switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "<>",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private string Parameter(object value)
    {
        _values.Add(value);
        return Name(_values.Count - 1);
    }

    private static string Name(int place) => string.Create(CultureInfo.InvariantCulture, $"$p{place}");

    private readonly record struct Key(string Expression, string? Table, string NameKey);
}
