namespace Tracker.Cli.Tables;

/// <summary>What a first pass over a table finds in one column: whether it holds numbers or names of categories.</summary>
internal sealed class TableColumn(string name)
{
    // A few words in a column of numbers are slips, not categories.
    private const double LeastNumbers = 0.9;
    private const int MostDifferent = 1_000;
    private const int MostWholeClasses = 100;

    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private bool _isWhole = true;
    private bool _hasManyValues;

    public string Name => name;

    public long Numbers { get; private set; }

    public long Texts { get; private set; }

    /// <summary>The first text, and its line.</summary>
    public (string Text, long Line) FirstText { get; private set; } = ("", 0);

    /// <summary>Texts among its numbers count as missing.</summary>
    public bool IsNumeric => Numbers > 0 && Numbers >= LeastNumbers * (Numbers + Texts);

    /// <summary>It can be the label of a classification; else its numbers are something to predict, or its texts name single samples.</summary>
    public bool HasClasses => !_hasManyValues && _values.Count > 0 && (!IsNumeric || (_isWhole && _values.Count <= MostWholeClasses));

    /// <summary>The different texts of a label, as they came.</summary>
    public IReadOnlyDictionary<string, int> Values => _values;

    public void See(ReadOnlySpan<char> cell, double value, NumberCellKind kind, long line, bool isLabel)
    {
        if (kind == NumberCellKind.Missing) return;
        if (kind == NumberCellKind.Number)
        {
            Numbers++;
        }
        else if (Texts++ == 0)
        {
            FirstText = (cell[..Math.Min(cell.Length, 40)].ToString(), line);
        }

        if (!isLabel || _hasManyValues) return;
        if (kind == NumberCellKind.Number) _isWhole &= Math.Floor(value) == value;
        if (_values.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(cell)) return;
        if (_values.Count < MostDifferent) _values[cell.ToString()] = _values.Count;
        else _hasManyValues = true;
    }

    /// <summary>The class of a cell of a label; -1 where it has none.</summary>
    public long ClassOf(ReadOnlySpan<char> cell) => _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(cell, out var index) ? index : -1;

    /// <summary>A category as a number: the same text gives the same, and two texts almost never do.</summary>
    public static double Category(ReadOnlySpan<char> cell)
    {
        // FNV-1a (Fowler, Noll, Vo), as many of its bits as a double holds.
        var hash = 14695981039346656037UL;
        foreach (var c in cell) hash = (hash ^ c) * 1099511628211UL;
        return hash >> 12;
    }
}
