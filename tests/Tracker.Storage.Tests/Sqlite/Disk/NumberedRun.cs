using System.Globalization;
using System.Text;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage.Tests.Sqlite.Disk;

/// <summary>A run whose entries are numbered texts, written as a mailbox does: what fails is not acknowledged, and the run is opened anew.</summary>
internal sealed class NumberedRun
{
    public static readonly RunId Id = new(1);

    /// <summary>Numbers that were acknowledged.</summary>
    public List<int> Acknowledged { get; } = [];

    /// <summary>Appends one entry for each number, of so many bytes; one that fails is not tried again.</summary>
    public async Task AppendAsync(SqliteStore store, int first, int count, int bytes = 700)
    {
        JournalHead? head = null;
        for (var number = first; number < first + count; number++)
        {
            try
            {
                head ??= await store.Journal.OpenAsync(Id, default);
            }
            catch (StoreException)
            {
                continue;
            }

            var entry = new JournalEntry(head.Position + 1, new Timestamp(number), EntryKind.Mark, Payload(number, bytes));
            var result = await store.Journal.AppendAsync(new JournalAppend(Id, head.Epoch, head.Position, [entry], []));
            if (result.Outcome == WriteOutcome.Durable)
            {
                Acknowledged.Add(number);
                head = head with { Position = head.Position + 1 };
            }
            else
            {
                head = null;
            }
        }
    }

    /// <summary>All that was acknowledged is there once and in order, whole, and nothing is there twice.</summary>
    public async Task<List<int>> CheckAsync(SqliteStore store, string where)
    {
        var stored = new List<int>();
        var position = 0L;
        await foreach (var entry in store.Journal.ReadAsync(Id, 0, CancellationToken.None))
        {
            Assert.True(entry.Position == ++position, $"{where}: position {entry.Position} after {position - 1}");
            stored.Add(Number(entry.Payload));
        }

        Assert.True(stored.SequenceEqual(stored.Distinct().Order()), $"{where}: {string.Join(' ', stored)}");
        Assert.True(!Acknowledged.Except(stored).Any(), $"{where}: {string.Join(' ', Acknowledged.Except(stored))} were acknowledged and are gone");
        Assert.Equal(position, (await store.Journal.PeekAsync(Id, default))?.Position ?? 0);
        return stored;
    }

    private static byte[] Payload(int number, int bytes) => Encoding.ASCII.GetBytes(number.ToString("D6", CultureInfo.InvariantCulture).PadRight(bytes, (char)('a' + (number % 26))));

    private static int Number(byte[] payload)
    {
        var number = int.Parse(Encoding.ASCII.GetString(payload, 0, 6), CultureInfo.InvariantCulture);
        Assert.True(payload.AsSpan(6).IndexOfAnyExcept((byte)('a' + (number % 26))) < 0, $"entry {number} is not as it was written");
        return number;
    }
}
