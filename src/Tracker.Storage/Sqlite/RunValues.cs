using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Sqlite;

/// <summary>What runs are found and sorted by: facts, hyperparameters, tags and metric values, a row each.</summary>
internal static class RunValues
{
    private const string InsertName = "INSERT INTO search_name(kind, name) VALUES($1, $2) ON CONFLICT(kind, name) DO NOTHING";

    private const string UpsertMetric =
        """
        INSERT INTO run_metric(name_key, run_key, last, best, best_step)
        SELECT key, $3, $4, $5, $6 FROM search_name WHERE kind = $1 AND name = $2
        ON CONFLICT(name_key, run_key) DO UPDATE SET last = excluded.last, best = excluded.best, best_step = excluded.best_step
        """;

    private const string UpsertValue =
        """
        INSERT INTO run_value(name_key, run_key, text, number)
        SELECT key, $3, $4, $5 FROM search_name WHERE kind = $1 AND name = $2
        ON CONFLICT(name_key, run_key) DO UPDATE SET text = excluded.text, number = excluded.number
        """;

    /// <summary>Replaces all that was told by what these facts say.</summary>
    public static void WriteFacts(SqliteSession session, long key, RunFacts facts)
    {
        session.Execute("DELETE FROM run_value WHERE run_key = $1", key);
        foreach (var (name, text) in FactTexts.Of(facts)) Write(session, NameKind.Fact, name, key, text);
        foreach (var (name, text) in facts.Tags) Write(session, NameKind.Tag, name, key, text);
    }

    public static void WriteMetrics(SqliteSession session, long key, ImmutableArray<MetricValue> metrics)
    {
        foreach (var metric in metrics)
        {
            // Where the name is known, which it is but for the first run that has it, one statement does it.
            var last = Finite(metric.Last);
            var best = Finite(metric.Best);
            if (session.Execute(UpsertMetric, (long)NameKind.Metric, metric.Name, key, last, best, metric.BestStep) > 0) continue;
            session.Execute(InsertName, (long)NameKind.Metric, metric.Name);
            session.Execute(UpsertMetric, (long)NameKind.Metric, metric.Name, key, last, best, metric.BestStep);
        }
    }

    /// <summary>The key of a name; null where no run has it.</summary>
    public static long? NameKey(SqliteSession session, NameKind kind, string name) =>
        session.Statement("SELECT key FROM search_name WHERE kind = $1 AND name = $2", (long)kind, name).ExecuteScalar() as long?;

    private static void Write(SqliteSession session, NameKind kind, string name, long key, string text)
    {
        session.Execute(InsertName, (long)kind, name);
        session.Execute(UpsertValue, (long)kind, name, key, text, Number(text));
    }

    /// <summary>The number that a text is; null where it is none, or none that can be compared.</summary>
    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Finite(number) : null;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
