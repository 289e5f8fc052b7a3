namespace Tracker.Plugins.Abstractions.Profiling;

/// <summary>A row of numbers as one of 64 bits. Two rows that differ have the same one once in some 10^19 pairs.</summary>
internal static class RowHash
{
    public static ulong Of(ReadOnlySpan<double> row)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var value in row)
        {
            // The two zeros are one value, and so are all that are missing.
            var bits = value == 0 ? 0 : double.IsNaN(value) ? 0x7FF8000000000000L : BitConverter.DoubleToInt64Bits(value);
            hash = Mix(hash ^ (ulong)bits);
        }

        return hash;
    }

    public static ulong With(ulong hash, long label) => Mix(hash ^ (ulong)label);

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
