using System.Globalization;

namespace Tracker.Cli.Tables;

/// <summary>What stands in a cell.</summary>
internal enum NumberCellKind
{
    /// <summary>A number; infinity is one.</summary>
    Number,

    /// <summary>Nothing, or a word for it.</summary>
    Missing,

    /// <summary>A number that is larger than a double holds.</summary>
    TooLarge,

    /// <summary>Another text.</summary>
    Text,
}

/// <summary>Reads cells as tables write them.</summary>
internal static class NumberCell
{
    private static readonly string[] Nothing = ["na", "n/a", "nan", "null", "none", "-", "?", "#n/a"];
    private static readonly string[] Infinite = ["inf", "infinity", "∞"];

    /// <summary>The number of a cell; NaN where it has none.</summary>
    public static NumberCellKind Read(ReadOnlySpan<char> cell, out double value)
    {
        value = double.NaN;
        if (cell.IsEmpty) return NumberCellKind.Missing;
        var last = cell[^1];
        if ((char.IsAsciiDigit(last) || last == '.') && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return double.IsFinite(value) ? NumberCellKind.Number : NumberCellKind.TooLarge;
        value = double.NaN;
        foreach (var word in Nothing)
            if (cell.Equals(word, StringComparison.OrdinalIgnoreCase)) return NumberCellKind.Missing;
        var bare = cell[0] is '+' or '-' ? cell[1..] : cell;
        foreach (var word in Infinite)
        {
            if (!bare.Equals(word, StringComparison.OrdinalIgnoreCase)) continue;
            value = cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return NumberCellKind.Number;
        }

        return NumberCellKind.Text;
    }
}
