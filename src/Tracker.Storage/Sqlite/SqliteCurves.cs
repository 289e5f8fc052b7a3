using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>Curves from summaries, from parts of chunks where summaries are too coarse, and from what is not sealed yet.</summary>
internal sealed class SqliteCurves(SqliteReaders readers, Quarantine quarantine) : ICurveStore
{
    /// <summary>
    /// Samples that the curves of one question may unpack (some 100 ms); longer ones are drawn from their summaries, and keep their extremes.
    /// </summary>
    private const long MostUnpacked = 4_000_000;

    /// <summary>Samples of chunks on the edge of the asked steps that are kept at once.</summary>
    private const long MostOnEdges = 100_000;

    public async ValueTask<ImmutableArray<Curve>> CurvesAsync(RunId run, CurveQuery query, CancellationToken cancellationToken)
    {
        var curves = ImmutableArray.CreateBuilder<Curve>();
        foreach (var metric in query.Metrics)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (curve, damages) = await readers.AskAsync(session => Read(session, run, metric, query), cancellationToken).ConfigureAwait(false);
            foreach (var damage in damages) await quarantine.TakeAsync(run, damage).ConfigureAwait(false);
            if (curve is not null) curves.Add(curve);
        }

        return curves.DrainToImmutable();
    }

    private static (Curve? Curve, IReadOnlyList<ChunkDamage> Damages) Read(SqliteSession session, RunId run, string metric, CurveQuery query)
    {
        // One state of the file: between two statements a range might be sealed.
        session.Execute("BEGIN");
        var drawn = Draw(session, run, metric, query);
        session.Execute("COMMIT");
        return drawn;
    }

    private static (Curve? Curve, IReadOnlyList<ChunkDamage> Damages) Draw(SqliteSession session, RunId run, string metric, CurveQuery query)
    {
        if (RunHead.Read(session, run) is not { } head) return (null, []);
        var sets = SetNames.Read(session, head.Key);
        var series = Series(session, head.Key, metric);
        var ranks = sets.Values.Where(set => set.Names.Contains(metric)).Select(static set => set.Rank).Concat(series.Keys).Distinct().Order().ToList();
        if (ranks.Count == 0 || (query.Rank is { } asked && !ranks.Contains(asked))) return (null, []);
        var rank = query.Rank ?? ranks[0];
        var (from, to) = (query.FromStep ?? long.MinValue, query.ToStep ?? long.MaxValue);
        var pieces = Math.Max(1, query.Points / 2);
        var summaries = series.TryGetValue(rank, out var key) ? CurveScan.Read(session, key, from, to, query.Points) : [];
        var tail = UnsealedSamples.Read(session, head, sets, metric, rank, from, to);
        var most = MostUnpacked / query.Metrics.Length;
        using var columns = new ChunkColumns(session, most + MostOnEdges);
        var edges = Edges(summaries, columns, from, to);
        var rows = tail.Count + summaries.Sum(row => edges.TryGetValue(row.Chunk, out var edge) ? edge.Count : row.Summary.Rows);
        var isWhole = rows <= query.Points;
        var isFine = !isWhole && (summaries.Count >= pieces || rows > most);
        var pen = new CurvePen(rows, isWhole ? Math.Max(1, rows) : pieces);
        var unpacked = new List<CurvePoint>();
        foreach (var row in summaries)
        {
            unpacked.Clear();
            if (edges.TryGetValue(row.Chunk, out var edge)) pen.Add(edge);
            else if (!row.IsWithin(from, to)) AddKnown(pen, row.Summary, from, to);
            else if (!isFine && !row.IsMerged && columns.TryRead(row, from, to, unpacked)) pen.Add(unpacked);
            else pen.Add(row.Summary);
        }

        pen.Add(tail);
        return (pen.Draw(metric, rank), columns.Damages);
    }

    /// <summary>The samples of chunks that lie only partly at the asked steps.</summary>
    private static Dictionary<long, List<CurvePoint>> Edges(List<StoredSummary> summaries, ChunkColumns columns, long from, long to)
    {
        var edges = new Dictionary<long, List<CurvePoint>>();
        var left = MostOnEdges;
        foreach (var row in summaries)
        {
            if (row.IsWithin(from, to) || row.Summary.Rows > left) continue;
            var samples = new List<CurvePoint>();
            if (!columns.TryRead(row, from, to, samples)) continue;
            edges.Add(row.Chunk, samples);
            left -= row.Summary.Rows;
        }

        return edges;
    }

    /// <summary>Of a summary that reaches over the asked steps: the samples that it names, where they are at these steps.</summary>
    private static void AddKnown(CurvePen pen, in SeriesSummary summary, long from, long to)
    {
        if (summary.HasFinite && summary.MinStep >= from && summary.MinStep <= to) pen.Add(new CurvePoint(summary.MinStep, summary.MinTime, summary.MinValue, summary.Attempt));
        if (summary.HasFinite && summary.MaxStep >= from && summary.MaxStep <= to) pen.Add(new CurvePoint(summary.MaxStep, summary.MaxTime, summary.MaxValue, summary.Attempt));
        if (summary.LastStep >= from && summary.LastStep <= to) pen.Add(new CurvePoint(summary.LastStep, summary.LastTime, summary.LastValue, summary.Attempt));
    }

    private static Dictionary<int, long> Series(SqliteSession session, long key, string metric)
    {
        var series = new Dictionary<int, long>();
        using var rows = session.Read("SELECT rank, key FROM series WHERE run_key = $1 AND name = $2", key, metric);
        while (rows.Read()) series[rows.GetInt32(0)] = rows.GetInt64(1);
        return series;
    }
}
