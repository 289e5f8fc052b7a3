using System.Runtime.InteropServices;
using Google.Protobuf;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Trainers;

/// <summary>
/// Messages of samples, none like another, made in place: the client shares the processors with the daemon that is measured, so a
/// sample costs it a few nanoseconds and no memory.
/// </summary>
internal sealed class FrameSource
{
    private const int NoiseLength = 1 << 16;
    private static readonly double[] Noise = MakeNoise();

    private readonly SampleShape _shape;
    private readonly bool _oneMetric;
    private readonly int _rows;
    private readonly byte[] _values;
    private readonly ReportRequest _request;
    private readonly Frames _frames;
    private int _noise;
    private uint _metric;
    private long _step;
    private long _time;

    /// <param name="stream">Number of the stream: streams differ in their noise.</param>
    /// <param name="shape">What the samples are like.</param>
    /// <param name="messageSize">1, or a multiple of the shape's metrics: samples a message.</param>
    public FrameSource(int stream, SampleShape shape, int messageSize)
    {
        _shape = shape;
        MessageSize = messageSize;
        _oneMetric = messageSize < shape.Names.Count;
        _rows = _oneMetric ? 1 : messageSize / shape.Names.Count;
        _values = new byte[messageSize * (shape.IsFloat32 ? sizeof(float) : sizeof(double))];
        _noise = stream * 7919 % NoiseLength;
        // A message is written out before the next is made, so that the values can stay where they are.
        _frames = new Frames { Set = 1, Float32 = shape.IsFloat32, Values = UnsafeByteOperations.UnsafeWrap(_values) };
        _request = new ReportRequest { Frames = _frames };
    }

    /// <summary>Samples a message.</summary>
    public int MessageSize { get; }

    /// <summary>The metric sets that its frames are of: one of all names, or where a message is one sample, one of each.</summary>
    public IEnumerable<MetricSet> Sets() => _oneMetric
        ? _shape.Names.Select(static (name, i) => new MetricSet { Id = (uint)i + 1, Names = { name } })
        : [new MetricSet { Id = 1, Names = { _shape.Names } }];

    /// <summary>The next message; it is the same object each time.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="now">Microseconds since the Unix epoch.</param>
    public ReportRequest Next(ulong sequence, long now)
    {
        _request.Sequence = sequence;
        var level = Math.Pow(1 + (_step / 1000.0), -0.3);
        if (_oneMetric) Fill(0, (int)_metric, level);
        else for (var metric = 0; metric < _shape.Names.Count; metric++) Fill(metric * _rows, metric, level);
        if (_oneMetric) _frames.Set = _metric + 1;
        _frames.StepDeltas.Clear();
        _frames.TimeDeltas.Clear();
        var gap = Math.Max(1, (now - _time) / _rows);
        for (var row = 0; row < _rows; row++)
        {
            _frames.StepDeltas.Add(row == 0 ? _step : 1);
            // Trainers' steps do not take equally long.
            _frames.TimeDeltas.Add(row == 0 ? now : gap + (row & 7));
        }

        _time = now;
        if (!_oneMetric) _step += _rows;
        else if (++_metric == _shape.Names.Count) (_metric, _step) = (0, _step + 1);
        return _request;
    }

    private void Fill(int at, int metric, double level)
    {
        if (_noise + _rows > NoiseLength) _noise = (_noise * 31) % 101;
        var noise = Noise.AsSpan(_noise, _rows);
        _noise += _rows;
        var value = _shape.Value;
        if (_shape.IsFloat32)
        {
            var column = MemoryMarshal.Cast<byte, float>(_values.AsSpan()).Slice(at, _rows);
            for (var row = 0; row < column.Length; row++) column[row] = (float)value(metric, level, _step + row, noise[row]);
        }
        else
        {
            var column = MemoryMarshal.Cast<byte, double>(_values.AsSpan()).Slice(at, _rows);
            for (var row = 0; row < column.Length; row++) column[row] = value(metric, level, _step + row, noise[row]);
        }
    }

    private static double[] MakeNoise()
    {
        var noise = new double[NoiseLength];
        var state = 0x9E3779B97F4A7C15UL;
        for (var i = 0; i < noise.Length; i++)
        {
            // The sum of twelve uniform numbers is near enough to a normal one.
            var sum = 0.0;
            for (var j = 0; j < 12; j++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                sum += (state >> 11) * (1.0 / (1UL << 53));
            }

            noise[i] = sum - 6;
        }

        return noise;
    }
}
