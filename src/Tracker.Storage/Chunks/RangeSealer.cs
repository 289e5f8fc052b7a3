using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Storage.Chunks;

/// <summary>Entries with frames to the chunks of one range. Keeps its buffers; not for two threads.</summary>
internal sealed class RangeSealer : IDisposable
{
    /// <summary>Rows of a chunk of many metrics: as many as keep its summaries fine and a part of it quick to read.</summary>
    private const int LeastRows = 4_096;

    /// <summary>Rows of a chunk of few metrics: as many as make it fill its pages.</summary>
    private const int MostRows = 8_192;

    private const int FullSamples = 65_536;

    private readonly ChunkWriter _writer = new();
    private readonly Dictionary<ChunkKey, OpenChunk> _open = [];

    /// <summary>Rows from which a chunk of so many metrics is full.</summary>
    public static int FullRows(int metrics) => Math.Clamp(FullSamples / metrics, LeastRows, MostRows);

    /// <summary>Puts all frames of the entries into chunks; an entry that cannot be decoded is left out and stays where it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="first">First position of the range.</param>
    /// <param name="last">Its last.</param>
    /// <param name="entries">Its entries with frames, by position.</param>
    public SealedRange Seal(RunId run, long first, long last, IEnumerable<JournalEntry> entries)
    {
        var frames = ImmutableArray.CreateBuilder<SealedFrame>();
        var unreadable = ImmutableArray.CreateBuilder<long>();
        foreach (var entry in entries)
        {
            if (TryDecode(entry) is not { } input)
            {
                unreadable.Add(entry.Position);
                continue;
            }

            for (var i = 0; i < input.Frames.Length; i++) frames.Add(new SealedFrame(entry.Position, i, entry.ReceivedAt, input.Frames[i]));
        }

        return new SealedRange(run, first, last, Seal(run, first, last, frames.DrainToImmutable().AsSpan()), unreadable.DrainToImmutable());
    }

    /// <summary>Frames of one range to its chunks, in the order of their first frames.</summary>
    public ImmutableArray<SealedChunk> Seal(RunId run, long first, long last, ReadOnlySpan<SealedFrame> frames)
    {
        _open.Clear();
        var chunks = new List<(SealedFrame First, SealedChunk Chunk)>();
        foreach (var frame in frames)
        {
            var key = new ChunkKey(
                frame.Frame.Producer, frame.Frame.Set, frame.Frame.Attempt,
                frame.Frame.IsFloat32 ? WordWidth.Single : WordWidth.Double, frame.Frame.Metrics);
            if (!_open.TryGetValue(key, out var open)) _open.Add(key, open = new OpenChunk());
            open.Frames.Add(frame);
            open.Rows += frame.Frame.Rows;
            if (open.Rows >= FullRows(key.Metrics)) Close(key, open);
        }

        foreach (var (key, open) in _open) Close(key, open);
        return [.. chunks.OrderBy(static made => made.First.Position).ThenBy(static made => made.First.Index).Select(static made => made.Chunk)];

        void Close(in ChunkKey key, OpenChunk open)
        {
            if (open.Rows == 0) return;
            chunks.Add((open.Frames[0], _writer.Write(run, first, last, key, CollectionsMarshal.AsSpan(open.Frames))));
            open.Frames.Clear();
            open.Rows = 0;
        }
    }

    public void Dispose() => _writer.Dispose();

    private static FramesInput? TryDecode(in JournalEntry entry)
    {
        try
        {
            return (FramesInput)EntryCodec.Decode(entry);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed class OpenChunk
    {
        public List<SealedFrame> Frames { get; } = [];

        public int Rows { get; set; }
    }
}
