using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Frames as they are stored: steps and times as differences, values as they were sent, bit for bit.</summary>
internal static class FramesCodec
{
    private const byte Float32 = 1;

    public static void Write(PayloadWriter writer, ImmutableArray<Frame> frames)
    {
        writer.Count((ulong)frames.Length);
        foreach (var frame in frames)
        {
            writer.Id(frame.Producer.Value);
            writer.Count(frame.Sequence);
            writer.Signed(frame.Attempt);
            writer.Count(frame.Set);
            writer.Byte(frame.IsFloat32 ? Float32 : (byte)0);
            writer.Count((ulong)frame.Rows);
            writer.Count((ulong)frame.Values.Length);
            writer.Deltas(frame.Steps.Span);
            writer.Deltas(frame.Times.Span);
            writer.Bytes(frame.Values.Span);
        }
    }

    /// <summary>The values stay where they are in the payload: nothing else may write to it.</summary>
    public static ImmutableArray<Frame> Read(byte[] payload, ref PayloadReader reader)
    {
        var frames = ImmutableArray.CreateBuilder<Frame>(reader.Length(24));
        while (frames.Count < frames.Capacity)
        {
            var producer = new ProducerId(reader.Id());
            var sequence = reader.Count();
            var attempt = reader.Int32();
            var set = checked((uint)reader.Count());
            var isFloat32 = (reader.Byte() & Float32) != 0;
            var rows = reader.Length(2);
            var length = reader.Length(1);
            var steps = reader.Deltas(rows);
            var times = reader.Deltas(rows);
            var offset = reader.Offset;
            reader.Take(length);
            frames.Add(new Frame(producer, sequence, attempt, set, steps, times, payload.AsMemory(offset, length), isFloat32));
        }

        return frames.MoveToImmutable();
    }
}
