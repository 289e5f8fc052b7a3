using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Sqlite;

/// <summary>Sets damaged chunks aside: never deleted, counted, named in the log and told until they are gone. The rest stays readable.</summary>
internal sealed partial class Quarantine(SqliteWriter writer, JournalInstruments instruments, TimeProvider time, ILogger<SqliteWriter> logger)
{
    private readonly ConcurrentDictionary<RunId, int> _chunks = [];

    /// <summary>A sentence for each run that has lost something.</summary>
    public ImmutableArray<string> Problems =>
    [
        .. _chunks.OrderBy(static pair => pair.Key).Select(static pair =>
            $"{pair.Value} damaged chunk{(pair.Value == 1 ? "" : "s")} of run {pair.Key} stand{(pair.Value == 1 ? "s" : "")} in the table quarantine; "
            + "the rest of the run is readable: check the disk, and restore a backup if you need what is missing."),
    ];

    /// <summary>What a file holds when it is opened; gives how many runs that are.</summary>
    public int Load(SqliteSession session)
    {
        using var rows = session.Read("SELECT h.run, count(*) FROM quarantine q JOIN run_head h ON h.key = q.run_key GROUP BY q.run_key");
        while (rows.Read()) _chunks[Ids.ToRunId(rows.GetFieldValue<byte[]>(0))] = rows.GetInt32(1);
        return _chunks.Count;
    }

    /// <summary>Sets a chunk aside. Where the store cannot write, it is found again at the next reading.</summary>
    public async ValueTask TakeAsync(RunId run, ChunkDamage damage)
    {
        var isTaken = false;
        var result = await writer.WriteAsync(session =>
        {
            isTaken = ChunkRows.Quarantine(session, damage, Timestamp.From(time.GetUtcNow()));
            return WriteResult.Durable;
        }).ConfigureAwait(false);
        if (!isTaken || result.Outcome != WriteOutcome.Durable) return;
        _chunks.AddOrUpdate(run, 1, static (_, count) => count + 1);
        instruments.Quarantined();
        LogTaken(damage.Chunk, run, damage.Reason);
    }

    /// <summary>The run is gone, and what was set aside of it.</summary>
    public void Forget(RunId run) => _chunks.TryRemove(run, out _);
}
