using System.Buffers.Binary;
using Google.Protobuf;
using Tracker.Contracts.V1;

namespace Tracker.Client.Batching;

/// <summary>Rows of one metric set on their way to a message: deltas of steps and times, values metric after metric.</summary>
internal sealed class FrameBuilder(bool float32, uint attempt)
{
    private readonly List<long> _steps = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];

    public KnownSet? Set { get; private set; }

    public int SampleCount => _values.Count;

    public void Begin(KnownSet set) => Set = set;

    /// <summary>Adds a row.</summary>
    /// <param name="step">Its step.</param>
    /// <param name="time">Microseconds since the Unix epoch.</param>
    /// <param name="row">Names and values as they were logged.</param>
    /// <param name="pick">Which of them are sent; null is all.</param>
    public void Add(long step, long time, ReadOnlySpan<(string Name, double Value)> row, int[]? pick)
    {
        _steps.Add(step);
        _times.Add(time);
        if (pick is null)
        {
            foreach ((_, double value) in row)
                _values.Add(value);
        }
        else
        {
            foreach (int i in pick)
                _values.Add(row[i].Value);
        }
    }

    /// <summary>The message of all rows; empty afterwards.</summary>
    public Frames Build()
    {
        int width = Set!.Names.Length;
        var frames = new Frames { Set = Set.Id, Float32 = float32, Attempt = attempt };
        for (int row = 0; row < _steps.Count; row++)
        {
            frames.StepDeltas.Add(row == 0 ? _steps[0] : _steps[row] - _steps[row - 1]);
            frames.TimeDeltas.Add(row == 0 ? _times[0] : _times[row] - _times[row - 1]);
        }

        frames.Values = UnsafeByteOperations.UnsafeWrap(Columns(width));
        Clear();
        return frames;
    }

    public void Clear()
    {
        _steps.Clear();
        _times.Clear();
        _values.Clear();
        Set = null;
    }

    private byte[] Columns(int width)
    {
        int size = float32 ? sizeof(float) : sizeof(double);
        byte[] bytes = new byte[_values.Count * size];
        Span<byte> next = bytes;
        for (int column = 0; column < width; column++)
        {
            for (int at = column; at < _values.Count; at += width)
            {
                if (float32)
                    BinaryPrimitives.WriteSingleLittleEndian(next, (float)_values[at]);
                else
                    BinaryPrimitives.WriteDoubleLittleEndian(next, _values[at]);
                next = next[size..];
            }
        }

        return bytes;
    }
}
