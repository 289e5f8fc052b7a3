using System.Collections.Concurrent;
using System.Threading.Channels;
using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// The runs that have something to seal, by the key of their head: a few numbers each. The file has the truth; this only says where to
/// look, so a number that a failed commit left here does no harm.
/// </summary>
internal sealed class UnsealedTails(SqliteStorageOptions options)
{
    private readonly ConcurrentDictionary<long, UnsealedTail> _tails = [];
    private readonly Channel<bool> _full = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public long Samples
    {
        get
        {
            var samples = 0L;
            foreach (var (_, tail) in _tails) samples += tail.Samples;
            return samples;
        }
    }

    public UnsealedTail? Find(long key) => _tails.TryGetValue(key, out var tail) ? tail : null;

    public bool IsOver(long key) => _tails.TryGetValue(key, out var tail) && tail.IsOver;

    public int Groups(long key) => _tails.TryGetValue(key, out var tail) ? tail.Groups : 1;

    public void Set(long key, in UnsealedTail tail)
    {
        if (tail.IsEmpty) _tails.TryRemove(key, out _);
        else _tails[key] = tail;
        if (options.Seal && !tail.IsEmpty && (tail.IsOver || tail.IsFull(options))) _full.Writer.TryWrite(true);
    }

    /// <summary>Forgets what was found of it before, unless more has come since.</summary>
    public void Remove(long key, in UnsealedTail found) => _tails.TryRemove(KeyValuePair.Create(key, found));

    /// <summary>Keys of those whose time has come.</summary>
    public List<long> Due(Timestamp now)
    {
        var due = new List<long>();
        foreach (var (key, tail) in _tails)
        {
            if (tail.IsDue(options, now)) due.Add(key);
        }

        return due;
    }

    /// <summary>Those that are not empty.</summary>
    public List<long> All() => [.. _tails.Keys];

    /// <summary>Waits until one is full, and no longer than the token.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _full.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        _full.Reader.TryRead(out _);
    }

    /// <summary>What a file holds when it is opened; gives how many runs that are.</summary>
    public int Load(SqliteSession session)
    {
        using var rows = session.Read(
            """
            SELECT h.key, h.run, h.sealed_through, h.unsealed_bytes, h.unsealed_rows, h.unsealed_samples, h.unsealed_since, h.received_at,
                   coalesce(r.status NOT IN (0, 1), 0)
            FROM run_head h LEFT JOIN run r ON r.run = h.run WHERE h.unsealed_since IS NOT NULL
            """);
        while (rows.Read())
        {
            Set(rows.GetInt64(0), new UnsealedTail(
                Ids.ToRunId(rows.GetFieldValue<byte[]>(1)), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5),
                new Timestamp(rows.GetInt64(6)), new Timestamp(rows.GetInt64(7)), rows.GetInt64(8) != 0, 1));
        }

        return _tails.Count;
    }
}
