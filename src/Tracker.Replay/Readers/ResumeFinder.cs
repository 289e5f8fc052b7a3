using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>
/// Finds where a stored log was resumed: sixteen rising steps that are not above the highest one, the log's train series together, are a new attempt, and
/// so is a further file that begins below it. Fewer are late, as they are in a run that lives.
/// </summary>
internal sealed class ResumeFinder(RunFacts facts, Action<LogEntry> give)
{
    /// <summary>Rising steps below the mark that make a new attempt.</summary>
    public const int Rising = 16;

    /// <summary>What waits for a decision at most; then it is late.</summary>
    private const int MostHeld = 4096;

    private readonly Dictionary<LogColumns, bool> _trains = [];
    private readonly List<LogEntry> _held = [];
    private long _mark = long.MinValue;
    private long _last;
    private int _rising;

    /// <summary>The current attempt.</summary>
    public int Attempt { get; private set; } = 1;

    /// <summary>Gives the entry on, or keeps it until it is known whether it is late.</summary>
    public void Take(LogEntry entry)
    {
        switch (entry)
        {
            case LogRow row when Trains(row.Columns):
                TakeStep(row);
                break;
            case LogRow when _held.Count > 0: Hold(entry); break;
            default:
                Release();
                give(entry);
                break;
        }
    }

    /// <summary>The log ends: what waits is late.</summary>
    public void End() => Release();

    /// <summary>A further file of the run begins: one step below the mark is enough.</summary>
    public void NextFile()
    {
        Release();
        if (_mark > long.MinValue) _rising = Rising - 1;
        _last = long.MinValue;
    }

    private void TakeStep(LogRow row)
    {
        // A step that stands, as where the mean of the epoch has a row of its own, goes neither on nor back.
        if (row.Step > _mark || (row.Step == _mark && _held.Count == 0))
        {
            Release();
            _mark = row.Step;
            give(row);
            return;
        }

        if (_held.Count > 0 && row.Step < _last) Release();
        if (_held.Count == 0 || row.Step > _last) _rising++;
        _last = row.Step;
        if (_rising >= Rising)
        {
            give(new LogAttempt(++Attempt));
            _mark = row.Step;
            Release();
            give(row);
            return;
        }

        Hold(row);
    }

    private void Hold(LogEntry entry)
    {
        if (_held.Count == MostHeld) Release();
        _held.Add(entry);
    }

    private void Release()
    {
        foreach (var entry in _held) give(entry);
        _held.Clear();
        _rising = 0;
    }

    /// <summary>It has a metric of the training, or one that is told as the primary.</summary>
    private bool Trains(LogColumns columns)
    {
        if (_trains.TryGetValue(columns, out var trains)) return trains;
        trains = columns.Rank == 0 && columns.Names.Any(name =>
        {
            var meaning = MetricName.Read(name, facts);
            return meaning.Role is not (MetricRole.System or MetricRole.Epoch or MetricRole.LearningRate or MetricRole.GradientNorm)
                && meaning.Split is not (Split.Validation or Split.Test);
        });
        if (_trains.Count < MostHeld) _trains.Add(columns, trains);
        return trains;
    }
}
