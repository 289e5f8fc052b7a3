using System.Collections.Immutable;

namespace Tracker.Storage.Chunks;

/// <summary>
/// Values that are short decimals, as whole numbers of their last digit: 0.1234 is 1234 of 10^-4. Taken only where every value of the
/// column comes back bit for bit.
/// </summary>
internal static class DecimalColumn
{
    private const int MostDigits = 9;

    /// <summary>More digits than a binary32 has: there every value would be a decimal, and none a short one.</summary>
    private const int MostSingleDigits = 6;

    private const double LargestWhole = 1L << 53;

    private static readonly ImmutableArray<double> Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>Words of values to whole numbers; false where they are no decimals.</summary>
    /// <param name="words">The values' bits.</param>
    /// <param name="width">Their form.</param>
    /// <param name="whole">As long as the words.</param>
    /// <param name="digits">Digits behind the point.</param>
    /// <param name="single">The values were rounded to binary32.</param>
    public static bool TryRead(ReadOnlySpan<ulong> words, WordWidth width, Span<long> whole, out int digits, out bool single)
    {
        digits = 0;
        single = width == WordWidth.Single || IsSingle(words);
        if (TryAll(words, width, whole, ref digits, single)) return true;
        if (!single || width == WordWidth.Single) return false;
        digits = 0;
        single = false;
        return TryAll(words, width, whole, ref digits, single);
    }

    /// <summary>The value that a whole number stands for, as bits.</summary>
    public static ulong Word(long whole, int digits, WordWidth width, bool single)
    {
        var value = whole / Powers[digits];
        return width == WordWidth.Single
            ? BitConverter.SingleToUInt32Bits((float)value)
            : BitConverter.DoubleToUInt64Bits(single ? (float)value : value);
    }

    public static void Check(int digits)
    {
        if (digits > MostDigits) throw new FormatException("a column in it has decimals of no known length");
    }

    private static bool IsSingle(ReadOnlySpan<ulong> words)
    {
        // A binary32 that is written as a binary64 has these bits free; that all have them is checked value by value later.
        const ulong free = (1UL << 29) - 1;
        foreach (var word in words[..Math.Min(8, words.Length)])
        {
            if ((word & free) != 0) return false;
        }

        return true;
    }

    private static bool TryAll(ReadOnlySpan<ulong> words, WordWidth width, Span<long> whole, ref int digits, bool single)
    {
        var most = single ? MostSingleDigits : MostDigits;
        for (var i = 0; i < words.Length; i++)
        {
            var value = width.Value(words[i]);
            // More digits never break what fewer have brought, as long as the whole numbers stay exact.
            while (!TryOne(value, words[i], width, digits, single, out whole[i]))
            {
                if (++digits > most) return false;
                for (var before = 0; before < i; before++)
                {
                    whole[before] *= 10;
                    if (Math.Abs((double)whole[before]) >= LargestWhole || Word(whole[before], digits, width, single) != words[before]) return false;
                }
            }
        }

        return true;
    }

    private static bool TryOne(double value, ulong word, WordWidth width, int digits, bool single, out long whole)
    {
        var scaled = value * Powers[digits];
        if (!(Math.Abs(scaled) < LargestWhole))
        {
            whole = 0;
            return false;
        }

        whole = (long)Math.Round(scaled);
        return Word(whole, digits, width, single) == word;
    }
}
