using Microsoft.Data.Sqlite;
using Tracker.Runtime.Journal;
using Tracker.Storage.Chunks;

namespace Tracker.Storage.Sqlite;

/// <summary>Unpacks one column of chunks for a curve: of a wide chunk only its header, its clocks and that column are read.</summary>
/// <param name="session">Within a transaction.</param>
/// <param name="mostRows">Rows that may be unpacked in all.</param>
internal sealed class ChunkColumns(SqliteSession session, long mostRows) : IDisposable
{
    private readonly ChunkReader _reader = new();
    private readonly List<ChunkDamage> _damages = [];
    private long _left = mostRows;
    private long[] _steps = [];
    private long[] _times = [];
    private ulong[] _words = [];

    /// <summary>Chunks that could not be read.</summary>
    public IReadOnlyList<ChunkDamage> Damages => _damages;

    /// <summary>Adds the samples of some steps; false where there were too many already, or the chunk is not there or cannot be read.</summary>
    public bool TryRead(in StoredSummary row, long from, long to, List<CurvePoint> samples)
    {
        if (row.Summary.Rows > _left) return false;
        _left -= row.Summary.Rows;
        try
        {
            if (session.Statement("SELECT 1 FROM chunk WHERE id = $1", row.Chunk).ExecuteScalar() is null) return false;
            using var body = new SqliteBlob(session.Connection, "chunk", "body", row.Chunk, readOnly: true);
            var header = ReadHeader(body);
            if (header.Rows != row.Summary.Rows || row.Metric >= header.Key.Metrics) throw new FormatException("it is not the one that was summed up");
            Room(header.Rows);
            var steps = _steps.AsSpan(0, header.Rows);
            var times = _times.AsSpan(0, header.Rows);
            var words = _words.AsSpan(0, header.Rows);
            ChunkReader.ReadClock(header, ChunkHeader.Steps, Section(body, header, ChunkHeader.Steps), steps);
            ChunkReader.ReadClock(header, ChunkHeader.Times, Section(body, header, ChunkHeader.Times), times);
            _reader.ReadColumn(header, row.Metric, Section(body, header, ChunkHeader.FirstMetric + row.Metric), words);
            for (var i = 0; i < words.Length; i++)
            {
                if (steps[i] >= from && steps[i] <= to)
                    samples.Add(new CurvePoint(steps[i], times[i], header.Key.Width.Value(words[i]), header.Key.Attempt));
            }

            return true;
        }
        catch (Exception damage) when (damage is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            _damages.Add(new ChunkDamage(row.Chunk, damage is FormatException ? damage.Message : "it is damaged"));
            return false;
        }
    }

    public void Dispose() => _reader.Dispose();

    private static ChunkHeader ReadHeader(SqliteBlob body)
    {
        // A first look is enough for some hundred metrics.
        var start = new byte[Math.Min(body.Length, ChunkHeader.MostBytes(100))];
        body.ReadExactly(start);
        var whole = ChunkHeader.BytesOf(start);
        if (whole > body.Length) throw new FormatException("its header is damaged");
        if (whole > start.Length)
        {
            Array.Resize(ref start, whole);
            body.Position = 0;
            body.ReadExactly(start);
        }

        return ChunkHeader.Read(start);
    }

    private static byte[] Section(SqliteBlob body, ChunkHeader header, int section)
    {
        var (offset, length) = header.Place(section);
        if (offset + length > body.Length) throw new FormatException("it ends too early");
        var bytes = new byte[length];
        body.Position = offset;
        body.ReadExactly(bytes);
        return bytes;
    }

    private void Room(int rows)
    {
        if (_steps.Length >= rows) return;
        _steps = new long[rows];
        _times = new long[rows];
        _words = new ulong[rows];
    }
}
