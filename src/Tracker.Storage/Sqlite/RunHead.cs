using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

/// <summary>A row of run_head: where a run's journal stands, and what of it is not sealed.</summary>
internal readonly record struct RunHead(
    long Key, long Epoch, long Position, Timestamp ReceivedAt, long SealedThrough, long Bytes, long Rows, long Samples, Timestamp? Since)
{
    private const string Sql =
        """
        SELECT key, epoch, position, received_at, sealed_through, unsealed_bytes, unsealed_rows, unsealed_samples, unsealed_since
        FROM run_head WHERE run = $1
        """;

    public static RunHead? Read(SqliteSession session, RunId run)
    {
        using var head = session.Read(Sql, run.ToBytes());
        if (!head.Read()) return null;
        return new RunHead(
            head.GetInt64(0), head.GetInt64(1), head.GetInt64(2), new Timestamp(head.GetInt64(3)), head.GetInt64(4), head.GetInt64(5),
            head.GetInt64(6), head.GetInt64(7), head.IsDBNull(8) ? null : new Timestamp(head.GetInt64(8)));
    }

    public UnsealedTail Tail(RunId run, bool isOver, int groups) =>
        new(run, SealedThrough, Bytes, Rows, Samples, Since ?? ReceivedAt, ReceivedAt, isOver, groups);
}
