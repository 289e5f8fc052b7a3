using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Readers;

/// <summary>Turns what a log tells into what its trainer would have sent.</summary>
internal sealed class LogRecorder
{
    private const int RowsPerInput = 64;

    /// <summary>A log without times is read as if each step that it has took so long: too short for a silence, and steady.</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMilliseconds(1);

    private static readonly Timestamp NoTime = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly RunRecorder _run;
    private readonly Dictionary<LogColumns, uint> _sets = [];
    private Timestamp _now;
    private long _step = long.MinValue;
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
        else if (row.Step != _step) _now += StepTime;
        _step = row.Step;
        if (!_sets.TryGetValue(row.Columns, out var set)) _sets.Add(row.Columns, set = _run.Set(_now, row.Columns.Rank, row.Columns.Names));
        _run.RowsOf(row.Attempt == 0 ? _attempt : row.Attempt);
        _run.Row(_now, set, row.Step, row.Values);
    }

    private void Begin(int attempt)
    {
        _attempt = attempt;
        _run.Attempt(_now, attempt);
    }
}
