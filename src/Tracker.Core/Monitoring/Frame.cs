using System.Buffers.Binary;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>
/// Rows of one metric set, as a producer sent them under one sequence number. Immutable; the values keep the bits that were sent.
/// </summary>
public sealed class Frame
{
    /// <summary>Makes a frame.</summary>
    /// <param name="producer">Who sent it.</param>
    /// <param name="sequence">Contiguous from 1 for each producer and run.</param>
    /// <param name="attempt">The attempt that made the rows, from 1.</param>
    /// <param name="set">Id of the metric set, as the producer chose it.</param>
    /// <param name="steps">Shape [rows].</param>
    /// <param name="times">Shape [rows], microseconds since the Unix epoch, by the producer's clock.</param>
    /// <param name="values">Shape [metrics, rows], metric after metric, little-endian IEEE binary64 or binary32.</param>
    /// <param name="isFloat32">The values are binary32.</param>
    /// <exception cref="ArgumentException">The lengths do not fit one another.</exception>
    public Frame(
        ProducerId producer,
        ulong sequence,
        int attempt,
        uint set,
        ReadOnlyMemory<long> steps,
        ReadOnlyMemory<long> times,
        ReadOnlyMemory<byte> values,
        bool isFloat32)
    {
        var width = isFloat32 ? sizeof(float) : sizeof(double);
        if (steps.Length == 0) throw new ArgumentException("A frame has at least one row.", nameof(steps));
        if (times.Length != steps.Length) throw new ArgumentException($"{steps.Length} steps need as many times, not {times.Length}.", nameof(times));
        if (values.Length == 0 || values.Length % (width * steps.Length) != 0)
            throw new ArgumentException($"{values.Length} bytes are not {steps.Length} rows of {width}-byte values.", nameof(values));
        Producer = producer;
        Sequence = sequence;
        Attempt = attempt;
        Set = set;
        Steps = steps;
        Times = times;
        Values = values;
        IsFloat32 = isFloat32;
        Metrics = values.Length / width / steps.Length;
    }

    /// <summary>Who sent it.</summary>
    public ProducerId Producer { get; }

    /// <summary>Contiguous from 1 for each producer and run.</summary>
    public ulong Sequence { get; }

    /// <summary>The attempt that made the rows, from 1.</summary>
    public int Attempt { get; }

    /// <summary>Id of the metric set, as the producer chose it.</summary>
    public uint Set { get; }

    /// <summary>Shape [rows].</summary>
    public ReadOnlyMemory<long> Steps { get; }

    /// <summary>Shape [rows], microseconds since the Unix epoch.</summary>
    public ReadOnlyMemory<long> Times { get; }

    /// <summary>Shape [metrics, rows], metric after metric, little-endian.</summary>
    public ReadOnlyMemory<byte> Values { get; }

    /// <summary>The values are binary32, else binary64.</summary>
    public bool IsFloat32 { get; }

    /// <summary>Values a row.</summary>
    public int Metrics { get; }

    /// <summary>Rows.</summary>
    public int Rows => Steps.Length;

    /// <summary>The value of one metric in one row; NaN payloads, infinities, denormals and -0 come back as they were sent.</summary>
    public double Value(int metric, int row) => Value(Values.Span, metric, row);

    /// <summary>The same for those who take many values: finding out where the memory is takes longer than reading from it.</summary>
    internal double Value(ReadOnlySpan<byte> values, int metric, int row)
    {
        var index = (metric * Rows) + row;
        return IsFloat32
            ? BinaryPrimitives.ReadSingleLittleEndian(values[(index * sizeof(float))..])
            : BinaryPrimitives.ReadDoubleLittleEndian(values[(index * sizeof(double))..]);
    }
}
