using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>
/// What <c>tracker run export</c> writes: a sample a line, in the order in which they came. Neighbours of one sequence, step and time are one
/// row again, so that the run is judged as it was.
/// </summary>
internal sealed class ExportLog : LogReader
{
    /// <summary>The columns, in their order.</summary>
    public static readonly string[] Columns = ["metric", "rank", "attempt", "step", "time", "value", "producer", "sequence"];

    private readonly ExportedSamples _samples;
    private readonly ColumnsPool _columns = new();
    private readonly List<string> _found = [];
    private readonly List<double> _values = [];
    private bool _more;

    public ExportLog(LogBytes bytes)
        : base(bytes)
    {
        bytes.Has(1);
        _samples = bytes.Window is [(byte)'{', ..] ? new ExportedJson(bytes) : new ExportedCsv(bytes);
        _more = _samples.Next();
        if (_more) Start = new Timestamp(_samples.Row.Time);
    }

    public override IEnumerable<LogEntry> Read()
    {
        var row = default(ExportedRow);
        for (; _more; _more = _samples.Next())
        {
            if (_found.Count > 0 && (_samples.Row != row || _found.Contains(_samples.Metric))) yield return Take(row);
            row = _samples.Row;
            _found.Add(_samples.Metric);
            _values.Add(_samples.Value);
        }

        if (_found.Count > 0) yield return Take(row);
    }

    private LogRow Take(in ExportedRow row)
    {
        var made = new LogRow(_columns.Get(_found, row.Rank), row.Step, row.Time, row.Attempt, [.. _values]);
        _found.Clear();
        _values.Clear();
        return made;
    }
}

/// <summary>What the samples of one row share.</summary>
internal readonly record struct ExportedRow(string Producer, long Sequence, int Rank, int Attempt, long Step, long Time);

/// <summary>The samples of an export, one after the other.</summary>
internal abstract class ExportedSamples
{
    public string Metric { get; protected set; } = "";

    public double Value { get; protected set; }

    public ExportedRow Row { get; protected set; }

    /// <summary>Goes to the next; false at the end.</summary>
    public abstract bool Next();

    /// <summary>Rank, attempt and the like are small; what is beyond is a mistake.</summary>
    protected static bool Fits(double number, double most) => number >= 0 && number <= most && number == Math.Floor(number);

    protected static string Wrong(string field) => string.Create(CultureInfo.InvariantCulture, $"'{field}' is a whole number from 0 on.");
}
