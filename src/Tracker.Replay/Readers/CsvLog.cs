using System.Globalization;
using System.Text;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>
/// A table in CSV, dense or sparse: metrics.csv of Lightning, what Keras' CSVLogger writes, results.csv of ultralytics, and any other with a
/// column of steps or epochs.
/// </summary>
internal sealed class CsvLog : LogReader
{
    private readonly LineReader _lines;
    private readonly CsvFields _fields = new();
    private readonly byte _delimiter;
    private readonly byte[] _header;
    private readonly List<string> _names;
    private readonly int _step;
    private readonly int _epoch;
    private readonly StepCounter _counter;
    private readonly MetricCells _cells;
    private readonly ColumnsPool _columns = new();
    private readonly List<string> _found = [];
    private readonly List<double> _values = [];
    private long _withoutStep;

    public CsvLog(LogBytes bytes, LogFormat format)
        : base(bytes)
    {
        _lines = new LineReader(bytes);
        do
        {
            if (!_lines.Next()) throw new LogException(bytes.Name, "it is empty: a log has the names of its metrics and a row a step.");
        }
        while (CsvHeader.IsRemark(_lines.Line));
        _header = CsvHeader.Bare(_lines.Line.TrimEnd("\r"u8)).ToArray();
        _delimiter = CsvHeader.Delimiter(_header);
        _names = CsvHeader.Names(_header, _delimiter);
        _fields.Split(_header, _delimiter);
        CsvHeader.Check(bytes, _header, _fields, _names);
        _step = StepNames.Step(_names);
        _epoch = StepNames.Epoch(_names);
        if (format is LogFormat.Keras or LogFormat.Ultralytics) _step = -1;
        if (format is LogFormat.Keras or LogFormat.Ultralytics && _epoch < 0) throw bytes.Wrong($"a log of {format.ToWord()} has a column epoch, and this has none: give another --format, or none.");
        if (format == LogFormat.Lightning && _step < 0) throw bytes.Wrong("a log of lightning has a column step, and this has none: give another --format, or none.");
        _counter = new StepCounter(_step >= 0, _epoch >= 0, Notes);
        _cells = new MetricCells(Notes);
        Facts = RunFacts.None with { StepUnit = _counter.Unit };
        Names = [.. _names.Where((name, i) => i != _step && name.Length > 0 && !(i == _epoch && _step < 0))];
    }

    public override IEnumerable<LogEntry> Read()
    {
        while (_lines.Next())
        {
            if (ReadRow() is { } row) yield return row;
        }

        if (_withoutStep > 0)
            Notes.Add(string.Create(CultureInfo.InvariantCulture, $"rows without a {_names[_step >= 0 ? _step : _epoch]} are left out: {_withoutStep:N0}."));
    }

    private LogRow? ReadRow()
    {
        var line = _lines.Line;
        _fields.Split(line, _delimiter);

        // A logger that goes on after a restart may write its header again, or a remark.
        if (CsvHeader.Bare(line.TrimEnd("\r"u8)).SequenceEqual(_header) || line[0] == '#') return null;
        if (_fields.IsOpen) throw Bytes.Wrong("a quote is not closed on its line: close it.", _fields.Start(_fields.Count - 1));
        if (_fields.Count < _names.Count) throw TooFew();
        for (var i = _names.Count; i < _fields.Count; i++)
        {
            if (!_fields.Get(line, i).IsEmpty) throw Bytes.Wrong($"there are {_fields.Count} columns where the first line names {_names.Count}: name them all, or close what is quoted.", _fields.Start(i));
        }

        var step = _counter.Next(Count(line, _step), Count(line, _epoch), out var wrong);
        if (wrong is not null) throw Bytes.Wrong(wrong, _fields.Start(_step >= 0 ? _step : _epoch));
        if (step is not { } at)
        {
            _withoutStep++;
            return null;
        }

        ReadValues(line);
        return _found.Count == 0 ? null : new LogRow(_columns.Get(_found), at, null, 0, [.. _values]);
    }

    private void ReadValues(ReadOnlySpan<byte> line)
    {
        _found.Clear();
        _values.Clear();
        for (var i = 0; i < _names.Count; i++)
        {
            var name = _names[i];
            if (i == _step || name.Length == 0 || (i == _epoch && _step < 0)) continue;
            if (_cells.Take(name, _fields.Get(line, i), out var value, out var problem))
            {
                _found.Add(name);
                _values.Add(value);
            }
            else if (problem is not null)
            {
                throw Bytes.Wrong(problem, _fields.Start(i));
            }
        }
    }

    /// <summary>A number of a column that counts; NaN where there is none.</summary>
    private double Count(ReadOnlySpan<byte> line, int column)
    {
        if (column < 0) return double.NaN;
        var text = _fields.Get(line, column);
        switch (NumberText.Read(text, out var value))
        {
            case NumberKind.Number: return value;
            case NumberKind.Absent: return double.NaN;
            case NumberKind.TooLarge: throw Bytes.Wrong(NumberText.Beyond(text), _fields.Start(column));
            default:
                var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);
                throw Bytes.Wrong($"'{_names[column]}' is a whole number, not '{shown}'.", _fields.Start(column));
        }
    }

    private LogException TooFew()
    {
        var found = $"there {(_fields.Count == 1 ? "is one column" : $"are {_fields.Count} columns")} where the first line names {_names.Count}";
        return _lines.IsUnended
            ? Bytes.Wrong($"{found}, and the file ends here: it was cut, or is still written; copy it again when it is whole, or take this line away.", _lines.Line.Length)
            : Bytes.Wrong($"{found}: write every column in every line, or nothing between the commas where it was not measured.", _lines.Line.Length);
    }
}
