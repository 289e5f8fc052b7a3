namespace Tracker.Storage.Chunks;

/// <summary>
/// Whole numbers as their differences of order 0 to 3, whichever is narrowest, in blocks of bits. Counters, clocks and smooth curves
/// come down to a few bits; noise takes what its width takes. All arithmetic wraps, so that every value comes back.
/// </summary>
internal static class IntegerColumn
{
    private const int MostOrder = 3;
    private const int Windows = 4;

    /// <summary>Writes them; the values are used up.</summary>
    public static void Write(ByteSink sink, Span<long> values)
    {
        var order = Choose(values).Order;
        sink.Byte((byte)order);
        // The first values would make the first block wide: they stand before it.
        for (var k = 0; k < order; k++)
        {
            sink.Signed(values[k]);
            Differ(values[k..]);
        }

        for (var start = order; start < values.Length; start += BitBlock.Size)
            BitBlock.Write(sink, values[start..Math.Min(start + BitBlock.Size, values.Length)]);
    }

    public static void Read(ref ByteSource source, Span<long> values)
    {
        int order = source.Byte();
        if (order > Math.Min(MostOrder, values.Length)) throw new FormatException("a column in it has differences of no known order");
        for (var k = 0; k < order; k++) values[k] = source.Signed();
        for (var start = order; start < values.Length; start += BitBlock.Size)
            BitBlock.Read(ref source, values[start..Math.Min(start + BitBlock.Size, values.Length)]);
        for (var k = order - 1; k >= 0; k--) Sum(values[k..]);
    }

    /// <summary>The order that makes them narrow, and how many bits a value will about take: from four places of the column.</summary>
    public static (int Order, double Bits) Choose(ReadOnlySpan<long> values)
    {
        Span<long> window = stackalloc long[BitBlock.Size];
        Span<long> bits = stackalloc long[MostOrder + 1];
        bits.Clear();
        var windows = 0;
        var stride = Math.Max(1, (values.Length - BitBlock.Size) / (Windows - 1));
        for (var start = 0; start < values.Length && windows < Windows; start += stride, windows++)
        {
            var length = Math.Min(BitBlock.Size, values.Length - start);
            var part = window[..length];
            values.Slice(start, length).CopyTo(part);
            for (var order = 0; order <= MostOrder; order++)
            {
                if (part.Length <= order)
                {
                    bits[order] += 64;
                    continue;
                }

                var (min, max) = BitBlock.Range(part[order..]);
                bits[order] += BitBlock.Width(min, max);
                Differ(part[order..]);
            }

            if (values.Length <= BitBlock.Size)
            {
                windows++;
                break;
            }
        }

        var best = 0;
        for (var order = 1; order <= Math.Min(MostOrder, values.Length - 1); order++)
        {
            if (bits[order] < bits[best]) best = order;
        }

        return (best, windows == 0 ? 0 : (double)bits[best] / windows);
    }

    private static void Differ(Span<long> values)
    {
        for (var i = values.Length - 1; i > 0; i--) values[i] = unchecked(values[i] - values[i - 1]);
    }

    private static void Sum(Span<long> values)
    {
        for (var i = 1; i < values.Length; i++) values[i] = unchecked(values[i] + values[i - 1]);
    }
}
