using System.Runtime.InteropServices;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>Chunks back to frames, or to one column. Keeps its buffers; not for two threads.</summary>
internal sealed class ChunkReader : IDisposable
{
    private readonly ValueCodec _values = new();

    /// <summary>All frames, bit for bit as they came.</summary>
    /// <exception cref="FormatException">The chunk is damaged: a part of a sentence that says where.</exception>
    public List<SealedFrame> ReadFrames(ReadOnlySpan<byte> body)
    {
        try
        {
            var header = ChunkHeader.Read(body);
            var (offset, length) = header.Place(header.Lengths.Length - 1);
            if (offset + length != body.Length) throw new FormatException("it is not as long as it was");
            return ReadFrames(body, header);
        }
        // What has its checksum was written so; the rest of what damage can do to arithmetic and lengths ends here.
        catch (Exception error) when (error is OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException("it is damaged", error);
        }
    }

    /// <summary>A section of whole numbers: steps or times.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static void ReadClock(ChunkHeader header, int section, ReadOnlySpan<byte> bytes, Span<long> target)
    {
        header.Check(section, bytes);
        var source = new ByteSource(bytes);
        IntegerColumn.Read(ref source, target);
    }

    /// <summary>One metric's values.</summary>
    /// <exception cref="FormatException">They are damaged.</exception>
    public void ReadColumn(ChunkHeader header, int metric, ReadOnlySpan<byte> bytes, Span<ulong> target)
    {
        header.Check(ChunkHeader.FirstMetric + metric, bytes);
        var source = new ByteSource(bytes);
        _values.Read(ref source, target, header.Key.Width);
    }

    public void Dispose() => _values.Dispose();

    private List<SealedFrame> ReadFrames(ReadOnlySpan<byte> body, ChunkHeader header)
    {
        var steps = new long[header.Rows];
        var times = new long[header.Rows];
        ReadClock(header, ChunkHeader.Steps, Section(body, header, ChunkHeader.Steps), steps);
        ReadClock(header, ChunkHeader.Times, Section(body, header, ChunkHeader.Times), times);
        var table = new FrameTable(header, Section(body, header, ChunkHeader.FrameTable));
        var values = new byte[header.Frames][];
        for (var i = 0; i < values.Length; i++) values[i] = new byte[checked(table.Rows[i] * header.Key.Metrics * (int)header.Key.Width)];
        var words = new ulong[header.Rows];
        for (var metric = 0; metric < header.Key.Metrics; metric++)
        {
            ReadColumn(header, metric, Section(body, header, ChunkHeader.FirstMetric + metric), words);
            Scatter(words, header.Key.Width, metric, table.Rows, values);
        }

        var frames = new List<SealedFrame>(header.Frames);
        var row = 0;
        for (var i = 0; i < header.Frames; i++)
        {
            var rows = (int)table.Rows[i];
            var frame = new Frame(
                header.Key.Producer, unchecked((ulong)table.Sequences[i]), header.Key.Attempt, header.Key.Set,
                steps.AsMemory(row, rows), times.AsMemory(row, rows), values[i], header.Key.Width == WordWidth.Single);
            row += rows;
            var receivedAt = new Timestamp(unchecked(table.Delays[i] + times[row - 1]));
            frames.Add(new SealedFrame(header.FirstPosition + table.Positions[i], (int)table.Indices[i], receivedAt, frame));
        }

        return frames;
    }

    private static void Scatter(ReadOnlySpan<ulong> words, WordWidth width, int metric, ReadOnlySpan<long> rows, byte[][] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var count = (int)rows[i];
            var target = values[i].AsSpan(metric * count * (int)width, count * (int)width);
            if (width == WordWidth.Double)
            {
                MemoryMarshal.AsBytes(words[..count]).CopyTo(target);
            }
            else
            {
                var singles = MemoryMarshal.Cast<byte, uint>(target);
                for (var j = 0; j < count; j++) singles[j] = (uint)words[j];
            }

            words = words[count..];
        }
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> body, ChunkHeader header, int section)
    {
        var (offset, length) = header.Place(section);
        return offset + length <= body.Length ? body.Slice(offset, length) : throw new FormatException("it ends too early");
    }
}
