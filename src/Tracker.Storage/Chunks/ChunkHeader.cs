using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>
/// The start of a chunk's body: what it holds, and length and checksum of each section: the table of frames, steps, times, and a column
/// for each metric. A section can be read and checked alone.
/// </summary>
internal sealed class ChunkHeader
{
    private const byte Known = 1;
    private const int Prefix = 5;
    private const int MostRows = 1 << 26;
    private const int MostMetrics = 1 << 20;

    public const int FrameTable = 0;
    public const int Steps = 1;
    public const int Times = 2;
    public const int FirstMetric = 3;

    public required RunId Run { get; init; }

    public required long FirstPosition { get; init; }

    public required long LastPosition { get; init; }

    public required ChunkKey Key { get; init; }

    public required int Rows { get; init; }

    public required int Frames { get; init; }

    /// <summary>Of each section.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>Of each section.</summary>
    public required uint[] Checksums { get; init; }

    /// <summary>Where the first section begins.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes that hold the header of a chunk of so many metrics, whatever else is in it.</summary>
    public static int MostBytes(int metrics) => 128 + (9 * (metrics + FirstMetric));

    public void Write(ByteSink sink)
    {
        sink.Byte(Known);
        var length = sink.Length;
        sink.UInt32(0);
        sink.Id(Run.Value);
        sink.Signed(FirstPosition);
        sink.Signed(LastPosition);
        sink.Id(Key.Producer.Value);
        sink.Count(Key.Set);
        sink.Signed(Key.Attempt);
        sink.Byte((byte)Key.Width);
        sink.Count((ulong)Key.Metrics);
        sink.Count((ulong)Rows);
        sink.Count((ulong)Frames);
        for (var i = 0; i < Lengths.Length; i++)
        {
            sink.Count((ulong)Lengths[i]);
            sink.UInt32(Checksums[i]);
        }

        Bytes = sink.Length + sizeof(uint);
        sink.Patch(length, (uint)Bytes);
        sink.UInt32(Checksum.Of(sink.Written));
    }

    /// <summary>How long the header is that begins here.</summary>
    /// <exception cref="FormatException">None does.</exception>
    public static int BytesOf(ReadOnlySpan<byte> body)
    {
        if (body.Length < Prefix) throw new FormatException("it ends too early");
        if (body[0] != Known) throw new FormatException($"its version is {body[0]} where {Known} is known");
        var prefix = new ByteSource(body[1..]);
        return prefix.Count32();
    }

    /// <summary>Reads the header from the start of a body.</summary>
    /// <exception cref="FormatException">It is damaged, or of a newer version.</exception>
    public static ChunkHeader Read(ReadOnlySpan<byte> body)
    {
        var bytes = BytesOf(body);
        if (bytes < Prefix + sizeof(uint) || bytes > body.Length) throw new FormatException("its header is damaged");
        var end = bytes - sizeof(uint);
        var check = new ByteSource(body[end..bytes]);
        if (check.UInt32() != Checksum.Of(body[..end])) throw new FormatException("its header is damaged");
        var source = new ByteSource(body[Prefix..end]);
        var run = new RunId(source.Id());
        var (first, last) = (source.Signed(), source.Signed());
        var producer = new ProducerId(source.Id());
        var set = checked((uint)source.Count());
        var attempt = checked((int)source.Signed());
        var width = (WordWidth)source.Byte();
        if (width is not (WordWidth.Single or WordWidth.Double)) throw new FormatException("its values have no known form");
        var metrics = source.Count(MostMetrics);
        var rows = source.Count(MostRows);
        var frames = source.Count(rows);
        var lengths = new int[metrics + FirstMetric];
        var checksums = new uint[lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = source.Count(int.MaxValue);
            checksums[i] = source.UInt32();
        }

        return new ChunkHeader
        {
            Run = run,
            FirstPosition = first,
            LastPosition = last,
            Key = new ChunkKey(producer, set, attempt, width, metrics),
            Rows = rows,
            Frames = frames,
            Lengths = lengths,
            Checksums = checksums,
            Bytes = bytes,
        };
    }

    /// <summary>Where a section lies in the body.</summary>
    public (int Offset, int Length) Place(int section)
    {
        long offset = Bytes;
        for (var i = 0; i < section; i++) offset += Lengths[i];
        return offset + Lengths[section] <= int.MaxValue ? ((int)offset, Lengths[section]) : throw new FormatException("its sections are too long");
    }

    /// <summary>A section that has been read is what was written.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public void Check(int section, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == Lengths[section] && Checksum.Of(bytes) == Checksums[section]) return;
        throw new FormatException(section switch
        {
            FrameTable => "its table of frames is damaged",
            Steps => "its steps are damaged",
            Times => "its times are damaged",
            _ => $"its column {section - FirstMetric + 1} is damaged",
        });
    }
}
