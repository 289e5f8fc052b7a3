using Tracker.Core.Runs;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>What of a run's journal is not sealed yet.</summary>
/// <param name="Run">The run.</param>
/// <param name="SealedThrough">Last position of the last sealed range.</param>
/// <param name="Bytes">Bytes of entries with frames behind it.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Samples">Their samples.</param>
/// <param name="Since">When the oldest of them was received.</param>
/// <param name="Until">When the newest of them was received.</param>
/// <param name="IsOver">The run has ended.</param>
/// <param name="Groups">Chunks that its last range began at once: one for each set, producer and attempt.</param>
internal readonly record struct UnsealedTail(
    RunId Run, long SealedThrough, long Bytes, long Rows, long Samples, Timestamp Since, Timestamp Until, bool IsOver, int Groups)
{
    /// <summary>Rows from which a run that pauses is worth sealing.</summary>
    private const int PausedRows = 256;

    public bool IsEmpty => Bytes == 0;

    /// <summary>There is enough for full chunks, or for as much as one range may hold.</summary>
    public bool IsFull(SqliteStorageOptions options) =>
        Bytes >= options.SealBytes || Rows >= (long)RangeSealer.FullRows((int)Math.Max(1, Samples / Math.Max(1, Rows))) * Math.Max(1, Groups);

    /// <summary>It is time to seal it.</summary>
    public bool IsDue(SqliteStorageOptions options, Timestamp now) =>
        !IsEmpty && (IsOver || IsFull(options) || now >= Since + options.SealAfter || (Rows >= PausedRows && now >= Until + options.SealPausedFor));
}
