using System.Globalization;
using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>What a text in the place of a number is.</summary>
internal enum NumberKind : byte
{
    /// <summary>A number; NaN and infinite are numbers too.</summary>
    Number,

    /// <summary>Nothing was measured.</summary>
    Absent,

    /// <summary>A number that is larger than a double holds.</summary>
    TooLarge,

    /// <summary>No number.</summary>
    Text,
}

/// <summary>Reads numbers as loggers write them, with NaN and infinity in all their spellings.</summary>
internal static class NumberText
{
    private static readonly string[] NotANumber = ["nan", "nan(ind)", "nan(snan)", "1.#qnan", "1.#ind", "1.#snan", "1.#nan", "qnan", "snan"];
    private static readonly string[] Infinite = ["inf", "infinity", "infinite", "1.#inf", "∞"];
    private static readonly string[] Missing = ["", "na", "n/a", "null", "none", "-", "--"];

    public static NumberKind Read(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim(" \t\r"u8);
        value = double.NaN;
        if (text.IsEmpty) return NumberKind.Absent;
        if (char.IsAsciiDigit((char)text[^1]) || text[^1] == '.')
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return Word(text, out value);
            return double.IsFinite(value) ? NumberKind.Number : NumberKind.TooLarge;
        }

        return Word(text, out value);
    }

    /// <summary>The sentence for a number that no double holds.</summary>
    public static string Beyond(ReadOnlySpan<byte> text) =>
        $"{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)])} is beyond the largest number there is (1.8e308): write inf if that is meant.";

    private static NumberKind Word(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > 16) return NumberKind.Text;
        var word = Encoding.UTF8.GetString(text).ToLowerInvariant();
        if (Array.IndexOf(Missing, word) >= 0) return NumberKind.Absent;
        var bare = word.TrimStart('+', '-');
        if (word.Length - bare.Length > 1) return NumberKind.Text;
        if (bare.StartsWith("1.#", StringComparison.Ordinal)) bare = bare.TrimEnd('0');
        if (Array.IndexOf(NotANumber, bare) >= 0) return NumberKind.Number;
        if (Array.IndexOf(Infinite, bare) < 0) return NumberKind.Text;
        value = word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return NumberKind.Number;
    }
}
