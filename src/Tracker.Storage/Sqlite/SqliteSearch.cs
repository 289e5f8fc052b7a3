using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Sqlite;

/// <summary>Finds a page of runs. What takes too long is interrupted within SQLite, and the connection goes on to serve the next.</summary>
internal static class SqliteSearch
{
    private const int Interrupted = 9;

    /// <summary>Steps of SQLite's machine between two looks at the clock: some tens of microseconds.</summary>
    private const int StepsBetweenLooks = 2_000;

    /// <summary>A page ends before its runs were told more than this together: what a caller asks for at once stays small.</summary>
    private const long MostFactsOfAPage = 2L << 20;

    public static RunPage Find(SqliteSession session, RunSearch search, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var handle = session.Connection.Handle!;
        var gaveUp = false;
        bool IsTooLate() => cancellationToken.IsCancellationRequested || Stopwatch.GetElapsedTime(started) > search.TimeLimit;
        (session.IsTooLate, session.MatchingGaveUp) = (IsTooLate, false);
        raw.sqlite3_progress_handler(handle, StepsBetweenLooks, _ => (gaveUp = IsTooLate()) ? 1 : 0, null);
        try
        {
            return FindWithin(session, search);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == Interrupted || gaveUp || session.MatchingGaveUp)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new RunPage([], null, TookTooLong: true);
        }
        finally
        {
            session.IsTooLate = static () => false;
            raw.sqlite3_progress_handler(handle, 0, null, null);
        }
    }

    private static RunPage FindWithin(SqliteSession session, RunSearch search)
    {
        var found = new List<SearchCursor>();
        if (search.After is not { } after || !after.Values[0].IsNone) Add(session, search, true, found);
        if (found.Count <= search.Limit) Add(session, search, false, found);
        var hasMore = found.Count > search.Limit;
        if (hasMore) found.RemoveRange(search.Limit, found.Count - search.Limit);
        var rows = ImmutableArray.CreateBuilder<RunRow>(found.Count);
        SearchCursor? last = null;
        var bytes = 0L;
        foreach (var place in found)
        {
            using var row = session.Read($"{RunRows.Select} WHERE r.key = $1", place.Key);
            if (!row.Read()) continue;
            bytes += RunRows.FactsBytes(row);
            // At least one run a page, so that paging comes to an end.
            if (bytes > MostFactsOfAPage && rows.Count > 0) return new RunPage(rows.DrainToImmutable(), last, TookTooLong: false);
            rows.Add(RunRows.Read(row));
            last = place;
        }

        return new RunPage(rows.DrainToImmutable(), hasMore ? found[^1] : null, TookTooLong: false);
    }

    private static void Add(SqliteSession session, RunSearch search, bool withFirst, List<SearchCursor> found)
    {
        // The statement is made anew each time: kept ones would pile up with every filter that people write.
        var sql = new SearchSql(session, withFirst ? search : search with { After = search.After is { } after && after.Values[0].IsNone ? after : null });
        using var command = sql.Make(withFirst, search.Limit + 1 - found.Count);
        session.Patterns = sql.Patterns;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var values = ImmutableArray.CreateBuilder<SortValue>(search.Order.Length);
            for (var i = 1; i <= search.Order.Length; i++) values.Add(Value(rows, i));
            found.Add(new SearchCursor(values.MoveToImmutable(), rows.GetInt64(0)));
        }
    }

    private static SortValue Value(SqliteDataReader rows, int column) => rows.GetValue(column) switch
    {
        long number => new SortValue(number, null),
        double number => new SortValue(number, null),
        string text => new SortValue(null, text),
        _ => default,
    };
}
