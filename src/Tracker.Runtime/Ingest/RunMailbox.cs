using System.Threading.Channels;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// The one writer of a run: a bounded channel and its one reader. All that waits becomes one append; up to four are on their way;
/// decisions come back through the same channel, are told at once, and only then judged. Nothing here is locked.
/// </summary>
internal sealed partial class RunMailbox
{
    /// <summary>Places in the channel beyond those of submissions: decisions, alarms and questions.</summary>
    private const int Spare = 256;

    private readonly Channel<MailboxMessage> _channel;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<MailboxMessage> _leftOver = [];
    private readonly List<WakeRequest> _wakes = [];
    private readonly RunRoom _runRoom = new();
    private readonly MailboxServices _services;
    private readonly Room _room;
    private readonly RunJudge _judge;
    private readonly RunId _run;
    private readonly Action<RunId, bool> _liveChanged;
    private bool _exists;
    private bool _live;
    private bool _stopping;
    private bool _idle;
    private bool _isWritten;
    private bool _retired;
    private MailboxMessage? _handling;

    public RunMailbox(RunId run, MailboxServices services, Room room, Action<RunId, bool> liveChanged)
    {
        _run = run;
        _services = services;
        _logger = services.Logger;
        _room = room;
        _liveChanged = liveChanged;
        _judge = new RunJudge(run, services.Monitor, services.Journal, services.Store, services.ConsumersOf, OnJudgeFailed);
        _channel = Channel.CreateBounded<MailboxMessage>(
            new BoundedChannelOptions(services.Limits.UndecidedInputsPerRun + Spare) { SingleReader = true });
        _timer = services.Time.CreateTimer(
            static state => ((RunMailbox)state!)._channel.Writer.TryWrite(Alarm.Rings), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when nothing more comes of this mailbox.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>The last picture, once it has stopped; null where there is no such run.</summary>
    public RunMonitorSnapshot? LastPicture { get; private set; }

    /// <summary>Messages that came too late for this mailbox, once it has stopped.</summary>
    public IReadOnlyList<MailboxMessage> LeftOver => _leftOver;

    /// <summary>Begins to read, once the mailbox before it has stopped.</summary>
    public void Start(Task after) => _ = Task.Run(() => RunAsync(after));

    /// <summary>Puts it in at once, if there is room.</summary>
    public bool TryEnqueue(Submission submission)
    {
        submission.Room = _runRoom;
        if (!_room.TryTake(_runRoom, submission.Bytes)) return false;
        if (_channel.Writer.TryWrite(submission)) return true;
        _room.Return(_runRoom, submission.Bytes);
        return false;
    }

    /// <summary>Waits for room, and no longer than the token. Null: the mailbox has closed, ask for another.</summary>
    public async ValueTask<bool?> EnqueueAsync(Submission submission, CancellationToken cancellationToken)
    {
        submission.Room = _runRoom;
        if (!await _room.TakeAsync(_runRoom, submission.Bytes, cancellationToken).ConfigureAwait(false)) return false;
        if (await PostAsync(submission).ConfigureAwait(false)) return true;
        _room.Return(_runRoom, submission.Bytes);
        return null;
    }

    /// <summary>Completes when nobody waits for room in the run.</summary>
    public async ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        if (!Room.IsCrowded(_runRoom)) return;
        // Behind those that wait: when it is this one's turn, they have theirs.
        if (await _room.TakeAsync(_runRoom, 0, cancellationToken).ConfigureAwait(false)) _room.Return(_runRoom, 0);
    }

    /// <summary>Puts a message in; false where the mailbox has closed.</summary>
    public async ValueTask<bool> PostAsync(MailboxMessage message)
    {
        try
        {
            await _channel.Writer.WriteAsync(message).ConfigureAwait(false);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    private async Task RunAsync(Task after)
    {
        _services.Instruments.Loaded(1);
        try
        {
            await after.ConfigureAwait(false);
            await _judge.LoadAsync(CancellationToken.None).ConfigureAwait(false);
            _exists = _judge.Position > 0;
            _activeAt = Now();
            TellLiveness();
            await ReadAllAsync().ConfigureAwait(false);
        }
        // A run that cannot be read must not take the daemon with it; who asks is told, and the next one tries again.
        catch (Exception error)
        {
            LogFailed(_run, error);
            FailAll(error is StoreException or FormatException ? error.Message : $"Run {_run} failed in the daemon ({error.Message}): see its log.");
        }
        finally
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
            // A daemon that stops leaves it to the next to count the time that was refused.
            if (!_stopping) Mended();
            _services.Instruments.Loaded(-1);
            _stopped.TrySetResult();
        }
    }

    private async Task ReadAllAsync()
    {
        var reader = _channel.Reader;
        Arm();
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out _handling)) await HandleAsync(_handling).ConfigureAwait(false);
            _openTrouble = null;
            await JudgeAgainIfDueAsync().ConfigureAwait(false);
            Flush();
            SaveIfDue();
            AnswerWakes();
            if (IsQuiet && (_stopping || _idle || !_exists)) Retire();
            else if (!_retired) Arm();
        }
    }

    private async ValueTask HandleAsync(MailboxMessage message)
    {
        if (_retired)
        {
            _leftOver.Add(message);
            return;
        }

        switch (message)
        {
            case Submission submission:
                Touch();
                await OnSubmissionAsync(submission).ConfigureAwait(false);
                break;
            case AppendDone done:
                OnAppendDone(done);
                break;
            case CommitDone done:
                OnCommitDone(done);
                break;
            case HelloRequest hello:
                Touch();
                await OnHelloAsync(hello).ConfigureAwait(false);
                break;
            case DescribeRequest describe:
                if (IsJudgingDue) _describes.Add(describe);
                else Describe(describe);
                break;
            case WakeRequest wake:
                await OnWakeAsync(wake).ConfigureAwait(false);
                break;
            case StopRequest:
                _stopping = true;
                break;
            case Alarm:
                await OnAlarmAsync().ConfigureAwait(false);
                break;
        }
    }

    private void Touch()
    {
        _activeAt = Now();
        _idle = false;
        _isWritten = true;
    }

    private void Describe(DescribeRequest describe)
    {
        try
        {
            describe.Answer.TrySetResult(_judge.Position > 0 ? _judge.Describe() : null);
        }
        // The one who asks is told; the run goes on.
        catch (Exception error)
        {
            describe.Answer.TrySetException(error);
        }
    }

    private async ValueTask OnWakeAsync(WakeRequest wake)
    {
        _wakes.Add(wake);
        if (_exists) await EnsureOpenAsync().ConfigureAwait(false);
        _alarmAt = default;
    }

    private void AnswerWakes()
    {
        if (_wakes.Count == 0 || !_forming.IsEmpty || _inFlight.Count > 0) return;
        foreach (var wake in _wakes) wake.Answer.TrySetResult();
        _wakes.Clear();
    }

    /// <summary>Nothing is on its way and nothing waits to be stored.</summary>
    private bool IsQuiet =>
        _forming.IsEmpty && _inFlight.Count == 0 && !_committing && (_admission?.Held ?? 0) == 0
        && _waitingForRow.Count == 0 && _describes.Count == 0 && !IsJudgingDue && (!_judge.IsUnsaved || _epoch == 0 || _commitFailed);

    private void Retire()
    {
        LastPicture = _judge.Position > 0 ? _judge.Describe() : null;
        _retired = true;
        _channel.Writer.TryComplete();
    }

    private void TellLiveness()
    {
        var live = _judge.Position > 0 && _judge.Status.IsLive();
        if (live == _live) return;
        _live = live;
        _liveChanged(_run, live);
    }

    private void FailAll(string reason)
    {
        _channel.Writer.TryComplete();
        var result = new WriteResult(WriteOutcome.Failed, reason);
        if (_epoch == 0) _broken = result;
        while (_inFlight.TryDequeue(out var batch)) Break(batch, result);
        var forming = _forming;
        _forming = new Batch();
        Break(forming, result);
        if (_handling is not null) Fail(_handling, reason);
        foreach (var admitted in _admitted) Fail(admitted.Submission, reason);
        foreach (var hello in _waitingForRow.Concat(_inCommit)) hello.Answer.TrySetException(new StoreException(reason));
        foreach (var describe in _describes) Fail(describe, reason);
        foreach (var wake in _wakes) wake.Answer.TrySetResult();
        while (_channel.Reader.TryRead(out var message)) Fail(message, reason);
    }

    private void Fail(MailboxMessage message, string reason)
    {
        if (message is Submission submission) Decide(submission, SubmitState.StoreFailed, 0, reason);
        else Abandon(message, reason);
    }

    /// <summary>Nobody will handle it: who waits is told.</summary>
    public static void Abandon(MailboxMessage message, string reason)
    {
        switch (message)
        {
            case Submission submission:
                submission.Decide(SubmitState.Overloaded, 0, 0, reason);
                break;
            case HelloRequest hello:
                hello.Answer.TrySetException(new StoreException(reason));
                break;
            case DescribeRequest describe:
                describe.Answer.TrySetException(new StoreException(reason));
                break;
            case WakeRequest wake:
                wake.Answer.TrySetResult();
                break;
        }
    }
}
