using System.Runtime.InteropServices;
using Google.Protobuf;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Ingest;

/// <summary>
/// Messages of noisy decaying doubles, none like another, made in place: the client shares the processors with the daemon that is
/// measured, so a sample costs it a multiplication and an addition.
/// </summary>
internal sealed class FrameSource
{
    public static readonly string[] Names =
    [
        "train/loss", "train/accuracy", "learning-rate", "gradient-norm", "val/loss", "val/accuracy",
        "throughput", "data-wait", "weight-norm", "temperature",
    ];

    private const int NoiseLength = 1 << 16;
    private static readonly double[] Noise = MakeNoise();

    private readonly bool _oneMetric;
    private readonly int _rows;
    private readonly double[] _values;
    private readonly ReportRequest _request;
    private readonly Frames _frames;
    private int _noise;
    private uint _metric;
    private long _step;
    private long _time;

    /// <param name="stream">Number of the stream: streams differ in their noise.</param>
    /// <param name="messageSize">1, or a multiple of 10: samples a message.</param>
    public FrameSource(int stream, int messageSize)
    {
        _oneMetric = messageSize == 1;
        _rows = _oneMetric ? 1 : messageSize / Names.Length;
        _values = new double[messageSize];
        _noise = stream * 7919 % NoiseLength;
        _frames = new Frames();
        _request = new ReportRequest { Frames = _frames };
        // The message is written out before the next is made, so that the values can stay where they are.
        _frames.Values = UnsafeByteOperations.UnsafeWrap(new ByteMemory(_values).Memory);
    }

    /// <summary>The metric sets that its frames are of: one of all names, or where a message is one sample, one of each.</summary>
    public IEnumerable<MetricSet> Sets() => _oneMetric
        ? Names.Select(static (name, i) => new MetricSet { Id = (uint)i + 1, Names = { name } })
        : [new MetricSet { Id = 1, Names = { Names } }];

    /// <summary>The next message; it is the same object each time.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="now">Microseconds since the Unix epoch.</param>
    public ReportRequest Next(ulong sequence, long now)
    {
        _request.Sequence = sequence;
        var level = Math.Pow(1 + (_step / 1000.0), -0.3);
        if (_oneMetric)
        {
            _values[0] = Value((int)_metric, level, Noise[_noise]);
            _frames.Set = ++_metric;
            _noise = (_noise + 1) & (NoiseLength - 1);
        }
        else
        {
            _frames.Set = 1;
            for (var metric = 0; metric < Names.Length; metric++) Fill(_values.AsSpan(metric * _rows, _rows), metric, level);
        }

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
        else if (_metric == Names.Length) (_metric, _step) = (0, _step + 1);
        return _request;
    }

    private void Fill(Span<double> column, int metric, double level)
    {
        if (_noise + column.Length > NoiseLength) _noise = _noise * 31 % 101;
        var noise = Noise.AsSpan(_noise, column.Length);
        _noise += column.Length;
        for (var i = 0; i < column.Length; i++) column[i] = Value(metric, level, noise[i]);
    }

    private static double Value(int metric, double level, double noise) => metric switch
    {
        0 => level * (2.3 + (0.05 * noise)),
        1 => 0.95 - (level * (0.8 + (0.01 * noise))),
        2 => 0.001 * level,
        3 => level * (4 + (0.3 * noise)),
        4 => level * (2.4 + (0.02 * noise)),
        5 => 0.93 - (level * (0.8 + (0.005 * noise))),
        6 => 1200 + (30 * noise) + level,
        7 => 0.02 + (0.001 * noise * level),
        8 => 60 - (20 * level) + (0.01 * noise),
        _ => 65 + (2 * noise) - level,
    };

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

    /// <summary>An array of doubles as memory of bytes: the wire's form on a little-endian machine.</summary>
    private sealed class ByteMemory(double[] values) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.AsSpan());

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Nobody pins a message.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
