using System.Buffers.Binary;
using System.Numerics;

namespace Tracker.Storage.Chunks;

/// <summary>
/// Up to 128 whole numbers as distances from a base, all in as many bits as the largest needs. The base is rounded down where that
/// costs no bit, so that it is short. Every 64-bit pattern comes back.
/// </summary>
internal static class BitBlock
{
    public const int Size = 128;

    /// <summary>Bits of the base that are kept where the rest can be rounded away.</summary>
    private const int BaseBits = 5;

    private const int MostBytes = Size * 8;

    public static void Write(ByteSink sink, ReadOnlySpan<long> values)
    {
        var (min, max) = Range(values);
        var width = Width(min, max);
        var rounded = Math.Max(0, width - BaseBits);
        var from = (min >> rounded) << rounded;
        if (Width(from, max) > width) (rounded, from) = (0, min);
        sink.Byte((byte)width);
        sink.Byte((byte)rounded);
        sink.Signed(from >> rounded);
        if (width > 0) Pack(values, from, width, sink.Take(((values.Length * width) + 7) / 8));
    }

    public static void Read(ref ByteSource source, Span<long> values)
    {
        int width = source.Byte(), rounded = source.Byte();
        if (width > 64 || rounded > 63) throw new FormatException("a block in it has more than 64 bits");
        var from = source.Signed() << rounded;
        if (width == 0) values.Fill(from);
        else Unpack(source.Take(((values.Length * width) + 7) / 8), values, from, width);
    }

    /// <summary>Bits that each number between the two needs.</summary>
    public static int Width(long min, long max) => 64 - BitOperations.LeadingZeroCount(unchecked((ulong)(max - min)));

    public static (long Min, long Max) Range(ReadOnlySpan<long> values)
    {
        long min = values[0], max = values[0];
        var start = 0;
        if (Vector.IsHardwareAccelerated && values.Length >= 4 * Vector<long>.Count)
        {
            Vector<long> low = new(values), high = low;
            for (; start <= values.Length - Vector<long>.Count; start += Vector<long>.Count)
            {
                var next = new Vector<long>(values[start..]);
                low = Vector.Min(low, next);
                high = Vector.Max(high, next);
            }

            for (var i = 0; i < Vector<long>.Count; i++)
            {
                min = Math.Min(min, low[i]);
                max = Math.Max(max, high[i]);
            }
        }

        foreach (var value in values[start..])
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    private static void Pack(ReadOnlySpan<long> values, long from, int width, Span<byte> target)
    {
        var word = 0UL;
        var filled = 0;
        var offset = 0;
        foreach (var value in values)
        {
            var distance = unchecked((ulong)(value - from));
            word |= distance << filled;
            filled += width;
            if (filled < 64) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(target[offset..], word);
            offset += 8;
            filled -= 64;
            word = filled == 0 ? 0 : distance >> (width - filled);
        }

        for (; filled > 0; filled -= 8, word >>= 8) target[offset++] = (byte)word;
    }

    private static void Unpack(ReadOnlySpan<byte> packed, Span<long> values, long from, int width)
    {
        // Behind the last byte there must be room for a whole word to be read.
        Span<byte> room = stackalloc byte[MostBytes + 16];
        packed.CopyTo(room);
        room.Slice(packed.Length, 16).Clear();
        var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        for (var i = 0; i < values.Length; i++)
        {
            var bit = i * width;
            var at = room[(bit >> 3)..];
            var shift = bit & 7;
            var word = BinaryPrimitives.ReadUInt64LittleEndian(at) >> shift;
            if (shift + width > 64) word |= (ulong)at[8] << (64 - shift);
            values[i] = unchecked(from + (long)(word & mask));
        }
    }
}
