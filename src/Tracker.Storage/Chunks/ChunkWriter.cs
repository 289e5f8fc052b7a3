using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Storage.Chunks;

/// <summary>Frames of one key to a chunk, column by column. Keeps its buffers; not for two threads.</summary>
internal sealed class ChunkWriter : IDisposable
{
    private readonly ValueCodec _values = new();
    private readonly ByteSink _sections = new();
    private readonly ByteSink _body = new();
    private long[] _steps = [];
    private long[] _times = [];
    private long[] _numbers = [];
    private ulong[] _words = [];

    /// <summary>Makes the chunk of a range.</summary>
    /// <param name="run">The run.</param>
    /// <param name="first">First position of the range.</param>
    /// <param name="last">Its last.</param>
    /// <param name="key">What the frames have in common.</param>
    /// <param name="frames">The frames, in the order in which they came.</param>
    public SealedChunk Write(RunId run, long first, long last, in ChunkKey key, ReadOnlySpan<SealedFrame> frames)
    {
        var rows = 0;
        foreach (var frame in frames) rows += frame.Frame.Rows;
        Room(rows);
        GatherClocks(frames);
        var header = new ChunkHeader
        {
            Run = run,
            FirstPosition = first,
            LastPosition = last,
            Key = key,
            Rows = rows,
            Frames = frames.Length,
            Lengths = new int[key.Metrics + ChunkHeader.FirstMetric],
            Checksums = new uint[key.Metrics + ChunkHeader.FirstMetric],
        };
        var steps = _steps.AsSpan(0, rows);
        var times = _times.AsSpan(0, rows);
        var words = _words.AsSpan(0, rows);
        var summaries = ImmutableArray.CreateBuilder<SeriesSummary>(key.Metrics);
        _sections.Clear();
        WriteTable(first, frames);
        End(header, ChunkHeader.FrameTable, 0);
        WriteNumbers(header, ChunkHeader.Steps, steps);
        WriteNumbers(header, ChunkHeader.Times, times);
        for (var metric = 0; metric < key.Metrics; metric++)
        {
            Gather(frames, metric, key.Width, words);
            summaries.Add(SeriesSummary.Of(key.Attempt, steps, times, words, key.Width));
            var start = _sections.Length;
            _values.Write(_sections, words, key.Width);
            End(header, ChunkHeader.FirstMetric + metric, start);
        }

        _body.Clear();
        header.Write(_body);
        _body.Bytes(_sections.Written);
        return new SealedChunk(key, rows, _body.Written.ToArray(), summaries.MoveToImmutable());
    }

    public void Dispose() => _values.Dispose();

    private void GatherClocks(ReadOnlySpan<SealedFrame> frames)
    {
        var row = 0;
        foreach (var sealedFrame in frames)
        {
            var frame = sealedFrame.Frame;
            frame.Steps.Span.CopyTo(_steps.AsSpan(row));
            frame.Times.Span.CopyTo(_times.AsSpan(row));
            row += frame.Rows;
        }
    }

    private static void Gather(ReadOnlySpan<SealedFrame> frames, int metric, WordWidth width, Span<ulong> words)
    {
        foreach (var sealedFrame in frames)
        {
            Frame frame = sealedFrame.Frame;
            var bytes = frame.Values.Span.Slice(metric * frame.Rows * (int)width, frame.Rows * (int)width);
            if (width == WordWidth.Double)
            {
                MemoryMarshal.Cast<byte, ulong>(bytes).CopyTo(words);
            }
            else
            {
                var singles = MemoryMarshal.Cast<byte, uint>(bytes);
                for (var i = 0; i < singles.Length; i++) words[i] = singles[i];
            }

            words = words[frame.Rows..];
        }
    }

    /// <summary>Five columns: position, place within the entry, sequence, rows, and how long after its last row the entry came.</summary>
    private void WriteTable(long first, ReadOnlySpan<SealedFrame> frames)
    {
        if (_numbers.Length < frames.Length) _numbers = new long[frames.Length];
        var numbers = _numbers.AsSpan(0, frames.Length);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = frames[i].Position - first;
        IntegerColumn.Write(_sections, numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = frames[i].Index;
        IntegerColumn.Write(_sections, numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = unchecked((long)frames[i].Frame.Sequence);
        IntegerColumn.Write(_sections, numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = frames[i].Frame.Rows;
        IntegerColumn.Write(_sections, numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = unchecked(frames[i].ReceivedAt.Microseconds - frames[i].Frame.Times.Span[^1]);
        IntegerColumn.Write(_sections, numbers);
    }

    /// <summary>A copy is written: writing uses the numbers up.</summary>
    private void WriteNumbers(ChunkHeader header, int section, ReadOnlySpan<long> values)
    {
        if (_numbers.Length < values.Length) _numbers = new long[values.Length];
        var numbers = _numbers.AsSpan(0, values.Length);
        values.CopyTo(numbers);
        var start = _sections.Length;
        IntegerColumn.Write(_sections, numbers);
        End(header, section, start);
    }

    private void End(ChunkHeader header, int section, int start)
    {
        var written = _sections.Written[start..];
        header.Lengths[section] = written.Length;
        header.Checksums[section] = Checksum.Of(written);
    }

    private void Room(int rows)
    {
        if (_steps.Length >= rows) return;
        _steps = new long[rows];
        _times = new long[rows];
        _words = new ulong[rows];
    }
}
