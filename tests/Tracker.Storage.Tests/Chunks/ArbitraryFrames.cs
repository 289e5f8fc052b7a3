using System.Collections.Immutable;
using System.Runtime.InteropServices;
using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Storage.Tests.Chunks;

/// <summary>Entries of frames such as trainers send, and such as nobody should: every bit pattern, rewinds, jumps, clocks that go back.</summary>
internal static class ArbitraryFrames
{
    private const int MostRows = 40;

    private static readonly double[] Special =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue,
        1, -1, 0.1, 1e-5, BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001), BitConverter.UInt64BitsToDouble(0xFFF8_DEAD_BEEF_0001), float.MaxValue,
    ];

    /// <summary>Columns of one kind: of noise, short decimals, a schedule, anything.</summary>
    private static readonly Gen<Func<int, double>> Column = Gen.OneOf(
        Gen.Select(Gen.Double[0.1, 3], Gen.Int).Select((level, seed) => Noise(level, seed)),
        Gen.Select(Gen.Int[0, 5], Gen.Int).Select((digits, seed) => Decimals(digits, seed)),
        Gen.Select(Gen.Double[1e-5, 0.1], Gen.Int[2, 50]).Select((rate, every) => (Func<int, double>)(row => rate * Math.Pow(0.5, row / every))),
        Gen.Double[1e-5, 1].Select(rate => (Func<int, double>)(row => rate * (1 + Math.Cos(row / 500.0)))),
        Gen.Int[0, Special.Length - 1].Select(static i => Special[i]).Array[1, 7].Select(values => (Func<int, double>)(row => values[row % values.Length])),
        Gen.ULong.Array[1, 50].Select(bits => (Func<int, double>)(row => BitConverter.UInt64BitsToDouble(bits[row % bits.Length] + (ulong)(row / bits.Length)))));

    private static readonly Gen<long> Increment = Gen.Frequency(
        (20, Gen.Const(1L)), (3, Gen.Long[0, 100]), (1, Gen.Long[-50, -1]), (1, Gen.Long[1L << 40, 1L << 45]));

    private static readonly Gen<long> Delay = Gen.Frequency(
        (20, Gen.Long[9_000, 11_000]), (2, Gen.Long[-5_000, 0]), (1, Gen.Long[-(1L << 50), 1L << 50]));

    private static readonly Gen<Frame> Frame =
        Gen.Select(Gen.Int[1, 3], Gen.UInt[1, 3], Gen.Int[1, 2], Gen.Int[1, MostRows], Gen.Bool, Gen.ULong).SelectMany(
            (producer, set, attempt, rows, isSingle, sequence) =>
                Gen.Select(Increment.Array[rows], Delay.Array[rows], Column.Array[(int)set], Gen.Long[0, 1L << 40], Gen.Int[0, 3_000])
                    .Select((steps, times, columns, start, row) =>
                        Make(producer, set, attempt, isSingle, sequence, steps, times, columns, start, row)));

    /// <summary>Entries: each has one frame or more.</summary>
    public static Gen<Frame[][]> Entries { get; } = Frame.Array[1, 4].Array[1, 40];

    /// <summary>The frames of a set: the set's number is the number of its metrics.</summary>
    public static ImmutableArray<string> Names(uint set) => [.. Enumerable.Range(0, (int)set).Select(i => $"metric/{i}")];

    public static Frame Make(
        int producer, uint set, int attempt, bool isSingle, ulong sequence, long[] increments, long[] delays, Func<int, double>[] columns, long start, int row)
    {
        long step = start, time = 1_700_000_000_000_000;
        var steps = increments.Select(next => step = Math.Abs(unchecked(step + next))).ToArray();
        var times = delays.Select(next => time = unchecked(time + next)).ToArray();
        var values = columns.SelectMany(column => Enumerable.Range(row, increments.Length).Select(column)).ToArray();
        var bytes = isSingle
            ? MemoryMarshal.AsBytes(values.Select(static value => (float)value).ToArray().AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        return new Frame(new ProducerId((UInt128)producer), sequence, attempt, set, steps, times, bytes, isSingle);
    }

    public static Func<int, double> Noise(double level, int seed) =>
        row => level * ((3 * Math.Exp(-row / 400.0)) + 1) * (1 + (0.05 * Uniform(seed, row)));

    public static Func<int, double> Decimals(int digits, int seed) => row => Math.Round(2 + (0.3 * Uniform(seed, row)), digits);

    /// <summary>From -1 to 1, the same for the same numbers.</summary>
    private static double Uniform(int seed, int row)
    {
        var mixed = unchecked((((ulong)(uint)seed << 32) | (uint)row) * 0x9E37_79B9_7F4A_7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 31)) * 0xBF58_476D_1CE4_E5B9UL);
        mixed ^= mixed >> 29;
        return ((mixed >> 11) * (2.0 / (1UL << 53))) - 1;
    }
}
