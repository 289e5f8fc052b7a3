using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>What is durable is judged, what is said is stored and then told, and time passes.</summary>
internal sealed partial class RunMailbox
{
    private static readonly TimeSpan LeastBetweenTicks = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);
    private Timestamp _alarmAt;
    /// <summary>A run that is over and is only looked at leaves soon: who lists many would else have them all in memory.</summary>
    private static readonly TimeSpan LookedAtFor = TimeSpan.FromSeconds(2);

    private Timestamp _activeAt;
    private Timestamp _lastNow;
    private Timestamp? _unsavedSince;
    private Timestamp? _metricsAt;
    private Timestamp _notTickBefore;
    private Timestamp _notSaveBefore;
    private TimeSpan _ahead;
    private long _late = -1;
    private bool _saveNow;
    private bool _committing;
    private bool _commitFailed;

    /// <summary>The run's time: never falls, and never lies before what is stored, even where the wall clock was set back.</summary>
    private Timestamp Now()
    {
        var now = _services.Clock.Now + _ahead;
        if (now > _lastNow) _lastNow = now;
        return _lastNow;
    }

    private void NeverBefore(Timestamp stored)
    {
        var now = _services.Clock.Now + _ahead;
        if (stored > now) _ahead += stored - now;
    }

    private void Judge(long position, RunInput input)
    {
        _judge.Apply(position, input);
        if (input is not (FramesInput or SetInput or TickInput)) _saveNow = true;
        _unsavedSince ??= Now();
    }

    private void OnJudgeFailed(long position, Exception error)
    {
        if (error is FormatException)
        {
            LogDamaged(_run, position, error.Message);
            _services.Instruments.Damaged();
            return;
        }

        LogJudgeFailed(_run, position, error);
        _services.Instruments.DetectorFailed("monitor");
    }

    private void SaveIfDue()
    {
        if (_committing || _epoch == 0 || IsJudgingDue) return;
        var due = _judge.Pending.Count > 0 || _waitingForRow.Count > 0 || (_judge.IsUnsaved && (
            _saveNow || _stopping
            || _judge.UnsavedSamples >= _judge.SaveAfter(_services.Options.SnapshotSamples)
            || (_unsavedSince is { } since && Now() >= since + _services.Options.SnapshotInterval)));
        if (!due || (_commitFailed && Now() < _notSaveBefore)) return;

        var picture = _judge.Describe();
        Measure(picture);
        // The metrics' values are many and change with every sample: they are written now and then, and when the run ends or is left.
        var now = Now();
        var withMetrics = _stopping || picture.Status.IsOver() || _metricsAt is not { } at || now >= at + _services.Options.SnapshotInterval;
        var commit = _judge.TakeCommit(picture, withMetrics);
        if (withMetrics) _metricsAt = now;
        _committing = true;
        _saveNow = false;
        _unsavedSince = withMetrics ? null : now;
        _inCommit.AddRange(_waitingForRow);
        _waitingForRow.Clear();
        _ = PostWhenDoneAsync(commit, _services.Store.CommitAsync(commit));
    }

    private async Task PostWhenDoneAsync(DerivedCommit commit, Task<WriteResult> write)
    {
        WriteResult result;
        try
        {
            result = await write.ConfigureAwait(false);
        }
        // Whatever a store throws, it is tried again.
        catch (Exception error)
        {
            result = new WriteResult(WriteOutcome.Failed, error.Message);
        }

        await PostAsync(new CommitDone(commit, result)).ConfigureAwait(false);
    }

    private void OnCommitDone(CommitDone done)
    {
        _committing = false;
        foreach (var hello in _inCommit) Answer(hello);
        _inCommit.Clear();
        if (done.Result.Outcome == WriteOutcome.Refused)
        {
            // The run was deleted for good while it lay in memory: there is nothing to save it in.
            _commitFailed = false;
            return;
        }

        if (done.Result.Outcome != WriteOutcome.Durable)
        {
            _commitFailed = true;
            _notSaveBefore = Now() + _services.Options.RetryAfter;
            _unsavedSince ??= Now();
            _judge.Return(done.Commit);
            if (!done.Commit.Metrics.IsDefault) _metricsAt = null;
            return;
        }

        _commitFailed = false;
        foreach (var derived in done.Commit.Events)
        {
            Note(derived.Event);
            _services.Bus.Publish(_run, derived.Event);
        }
    }

    private void Note(RunEvent said)
    {
        if (said is StatusChanged status) LogStatus(_run, status.Status);
        if (said is AlertChanged { Alert: var alert }) LogAlert(_run, alert.Detector, alert.Severity, alert.State, alert.Message);
    }

    private void Measure(RunMonitorSnapshot picture)
    {
        var late = 0L;
        foreach (var metric in picture.Metrics) late += metric.Late;
        if (_late >= 0) _services.Instruments.Late(late - _late);
        _late = late;
        foreach (var judgement in picture.Judgements)
        {
            if (judgement.State == JudgementState.Disabled && _disabled.Add(judgement.Detector))
                _services.Instruments.DetectorFailed(judgement.Detector);
        }
    }

    private async ValueTask OnAlarmAsync()
    {
        _alarmAt = default;
        var now = Now();
        if (_admission is { Held: > 0 } admission)
        {
            var held = admission.Held;
            admission.DropHeldBefore(new Timestamp(now.Microseconds - (_services.Limits.HeldFor.Ticks / TimeSpan.TicksPerMicrosecond)), _dropped);
            _services.Instruments.HeldChanged(admission.Held - held);
            AskAgainForDropped();
        }

        if (IsTickDue(now))
        {
            _notTickBefore = now + LeastBetweenTicks;

            // Opening may note the daemon's absence, which moves the deadline: then there is no tick.
            if (await EnsureOpenAsync().ConfigureAwait(false) && IsTickDue(now)) _forming.Add(new TickInput(default), Now());
        }

        _idle = now >= _activeAt + Patience;
        if (_unsavedSince is null && _judge.IsUnsaved) _unsavedSince = now;
    }

    private bool IsTickDue(Timestamp now) => _exists && _forming.IsEmpty && _inFlight.Count == 0 && _judge.NextDeadline <= now;

    private TimeSpan Patience
    {
        get
        {
            var (options, isOver) = (_services.Options, _judge.Status.IsOver());
            if (isOver && !_isWritten && LookedAtFor < options.OverFor) return LookedAtFor;
            return isOver ? options.OverFor : options.IdleFor;
        }
    }

    /// <summary>Sets the timer to the next time at which something is due.</summary>
    private void Arm()
    {
        var now = Now();
        var next = _activeAt + Patience;
        if (next <= now) next = now + LeastBetweenTicks;
        if (_exists && _judge.NextDeadline is { } deadline)
            next = Earlier(next, deadline > _notTickBefore ? deadline : _notTickBefore);
        if (_admission is { Held: > 0 }) next = Earlier(next, now + _services.Limits.HeldFor);
        if (_judge.IsOutdated && _notJudgeBefore > now) next = Earlier(next, _notJudgeBefore);
        if (_commitFailed) next = Earlier(next, _notSaveBefore);
        else if (_unsavedSince is { } since && _epoch != 0) next = Earlier(next, since + _services.Options.SnapshotInterval);

        // An alarm that rings too early does no harm, so it is only ever set earlier.
        if (_alarmAt > now && _alarmAt <= next) return;
        _alarmAt = next;
        var due = next - now;
        _timer.Change(due > TimeSpan.FromMilliseconds(1) ? due : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private static Timestamp Earlier(Timestamp left, Timestamp right) => left < right ? left : right;
}
