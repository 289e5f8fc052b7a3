using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Readers;

/// <summary>Turns what a log tells into what its trainer would have sent.</summary>
internal sealed class LogRecorder
{
    private const int RowsPerInput = 64;

    /// <summary>Sets that are announced; a row of yet another one is given metric by metric, so that a log of all mixtures takes no more memory.</summary>
    private const int MostSets = 1024;

    /// <summary>
    /// A log without times is read as if its steps came steadily, so many as lie between its first two rows in a millisecond: nothing is a
    /// silence or a slower step then, however its rows lie.
    /// </summary>
    private const double LongestGap = 10_000;

    private static readonly Timestamp NoTime = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly RunRecorder _run;
    private readonly Dictionary<LogColumns, uint> _sets = [];
    private readonly Dictionary<(string Name, int Rank), LogColumns> _single = [];
    private Timestamp _now;
    private long _step = long.MinValue;
    private double _gap;
    private int _attempt = 1;

    /// <summary>Starts the run.</summary>
    /// <param name="facts">What its hello tells.</param>
    /// <param name="start">When it began; null for a log without times of the day.</param>
    /// <param name="take">Takes each input as it is made; null keeps them for <see cref="Complete"/>.</param>
    public LogRecorder(RunFacts facts, Timestamp? start = null, Action<RunInput>? take = null)
    {
        _now = start ?? NoTime;
        Start = _now;
        _run = new RunRecorder(_now, facts, RowsPerInput, take);
    }

    public Timestamp Start { get; }

    public void Take(LogEntry entry)
    {
        switch (entry)
        {
            case LogRow row: Take(row); break;
            case LogFacts facts: _run.Facts(_now, facts.Facts); break;
            case LogAttempt attempt: Begin(attempt.Attempt); break;
            case LogPhase phase: _run.Phase(_now, phase.Name, phase.Step); break;
            case LogFinish finish: _run.Finish(_now, finish.Status); break;
        }
    }

    /// <summary>Gives out the last input; when it was taken.</summary>
    public Timestamp End() => _run.End();

    public Recording Complete(MonitorOptions options) => _run.Complete(new RunId(1), options, _now);

    private void Take(LogRow row)
    {
        if (row.Attempt > _attempt) Begin(row.Attempt);
        if (row.Time is { } time) _now = new Timestamp(time);
        else if (row.Step != _step) _now += TimeSpan.FromMilliseconds(Milliseconds(row.Step));
        _step = row.Step;
        _run.RowsOf(row.Attempt == 0 ? _attempt : row.Attempt);
        if (_sets.ContainsKey(row.Columns) || _sets.Count < MostSets) Give(row.Columns, row.Step, row.Values);
        else GiveSingly(row);
    }

    private void Give(LogColumns columns, long step, ReadOnlySpan<double> values)
    {
        if (!_sets.TryGetValue(columns, out var set)) _sets.Add(columns, set = _run.Set(_now, columns.Rank, columns.Names));
        _run.Row(_now, set, step, values);
    }

    private void GiveSingly(LogRow row)
    {
        for (var i = 0; i < row.Values.Length; i++)
        {
            var name = (row.Columns.Names[i], row.Columns.Rank);
            if (!_single.TryGetValue(name, out var columns)) _single.Add(name, columns = new LogColumns([name.Item1], name.Rank));
            Give(columns, row.Step, row.Values.AsSpan(i, 1));
        }
    }

    private double Milliseconds(long step)
    {
        if (_step == long.MinValue || step < _step) return 1;
        var steps = (double)step - _step;
        if (_gap == 0) _gap = steps;
        return Math.Clamp(steps / _gap, 0.001, LongestGap);
    }

    private void Begin(int attempt)
    {
        _attempt = attempt;
        _run.Attempt(_now, attempt);
    }
}
