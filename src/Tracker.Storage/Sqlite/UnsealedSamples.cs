using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>One metric's samples that are not sealed yet. They are few while sealing works; where it does not, they are bounded.</summary>
internal static class UnsealedSamples
{
    private const long MostBytes = 32L << 20;

    public static List<CurvePoint> Read(
        SqliteSession session,
        in RunHead head,
        IReadOnlyDictionary<(ProducerId Producer, uint Set), SetInput> sets,
        string metric,
        int rank,
        long from,
        long to)
    {
        var samples = new List<CurvePoint>();
        using var rows = session.Read(
            "SELECT position, received_at, payload FROM entry WHERE run_key = $1 AND position > $2 AND kind = 2 ORDER BY position",
            head.Key, head.SealedThrough);
        for (var bytes = 0L; bytes < MostBytes && rows.Read();)
        {
            var payload = rows.GetFieldValue<byte[]>(2);
            bytes += payload.Length;
            foreach (var frame in Decode(new JournalEntry(rows.GetInt64(0), new Timestamp(rows.GetInt64(1)), EntryKind.Frames, payload)))
            {
                if (!sets.TryGetValue((frame.Producer, frame.Set), out var set) || set.Rank != rank) continue;
                var column = set.Names.IndexOf(metric);
                if (column < 0 || column >= frame.Metrics) continue;
                for (var row = 0; row < frame.Rows; row++)
                {
                    var step = frame.Steps.Span[row];
                    if (step >= from && step <= to) samples.Add(new CurvePoint(step, frame.Times.Span[row], frame.Value(column, row), frame.Attempt));
                }
            }
        }

        return samples;
    }

    private static ImmutableArray<Frame> Decode(in JournalEntry entry)
    {
        try
        {
            return ((FramesInput)EntryCodec.Decode(entry)).Frames;
        }
        catch (FormatException)
        {
            // Who judges the run is told of it; a picture shows the rest.
            return [];
        }
    }
}
