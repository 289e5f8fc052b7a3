using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>An export as CSV.</summary>
internal sealed class ExportedCsv : ExportedSamples
{
    private readonly LogBytes _bytes;
    private readonly LineReader _lines;
    private readonly CsvFields _fields = new();
    private readonly WordPool _words = new();
    private readonly int[] _places;
    private readonly int _count;

    public ExportedCsv(LogBytes bytes)
    {
        _bytes = bytes;
        _lines = new LineReader(bytes);
        if (!_lines.Next()) throw new LogException(bytes.Name, "it is empty: an export has a header and a line a sample.");
        var names = CsvHeader.Names(_lines.Line, (byte)',');
        _count = names.Count;
        _places = [.. ExportLog.Columns.Select(column => names.IndexOf(column) is >= 0 and var place ? place : throw bytes.Wrong($"an export has a column {column}, and this has none."))];
    }

    public override bool Next()
    {
        if (!_lines.Next()) return false;
        var line = _lines.Line;
        _fields.Split(line, (byte)',');
        if (_fields.Count != _count || _fields.IsOpen)
        {
            throw _bytes.Wrong(
                $"there are {_fields.Count} columns where the first line names {_count}{(_lines.IsUnended ? ": the file was cut, or is still written; copy it again, or take this line away." : ": export it again.")}",
                line.Length);
        }

        Metric = _words.Get(Field(line, 0));
        if (Metric.Contains("\"\"", StringComparison.Ordinal)) Metric = Metric.Replace("\"\"", "\"", StringComparison.Ordinal);
        Row = new ExportedRow(
            _words.Get(Field(line, 6)), Whole(line, 7, ulong.MaxValue), (int)Whole(line, 1, int.MaxValue), (int)Whole(line, 2, int.MaxValue),
            Whole(line, 3, Steps.Highest), Whole(line, 4, long.MaxValue));
        var text = Field(line, 5);
        Value = NumberText.Read(text, out var value) == NumberKind.Number
            ? value
            : throw _bytes.Wrong($"'value' is a number, not '{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)])}'.", _fields.Start(_places[5]));
        return true;
    }

    private ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int column) => _fields.Get(line, _places[column]);

    private long Whole(ReadOnlySpan<byte> line, int column, double most) =>
        NumberText.Read(Field(line, column), out var number) == NumberKind.Number && Fits(number, most)
            ? (long)number
            : throw _bytes.Wrong(Wrong(ExportLog.Columns[column]), _fields.Start(_places[column]));
}
