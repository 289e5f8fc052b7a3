using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>From a submission to its decision.</summary>
internal sealed partial class RunMailbox
{
    private static readonly TimeSpan LeastRefused = TimeSpan.FromSeconds(1);

    private readonly Queue<Batch> _inFlight = [];
    private readonly List<Admitted> _admitted = [];
    private readonly List<Submission> _dropped = [];
    private readonly Dictionary<ProducerId, ulong> _durable = [];
    private Admission? _admission;
    private Batch _forming = new();
    private long _epoch;
    private long _appended;
    private string? _openTrouble;
    private WriteResult _broken;
    private Timestamp? _brokenSince;
    private int _attempt;

    private async ValueTask OnSubmissionAsync(Submission submission)
    {
        // Asked again once it is open: what was to make the run may not have become durable.
        var open = IsMissing(submission.Input) || await EnsureOpenAsync().ConfigureAwait(false);
        if (IsMissing(submission.Input))
        {
            Decide(submission, SubmitState.Rejected, 0, $"There is no run {_run}: create it first, or say hello.");
            return;
        }

        if (!open || !await EnsureMadeAsync(submission.Input).ConfigureAwait(false))
        {
            Decide(submission, StateOf(_broken.Outcome), 0, _broken.Reason);
            return;
        }

        var held = _admission!.Held;
        _admission.Offer(submission, _admitted);
        foreach (var admitted in _admitted) Settle(admitted);
        _admitted.Clear();
        _services.Instruments.HeldChanged(_admission.Held - held);
    }

    private bool IsMissing(RunInput input) => !_exists && input is not MarkInput { Kind: MarkKind.Created or MarkKind.Job };

    /// <summary>Takes the run over, if this mailbox has not. False: it cannot now, and <see cref="_broken"/> says why.</summary>
    private async ValueTask<bool> EnsureOpenAsync()
    {
        if (_epoch != 0) return true;

        // Those before must come back first; and one try for all that waited is enough.
        if (_inFlight.Count > 0 || _openTrouble is not null) return false;
        JournalHead head;
        try
        {
            head = await _services.Journal.OpenAsync(_run, CancellationToken.None).ConfigureAwait(false);
            if (head.Position > _judge.Position) await _judge.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException error)
        {
            Broke();
            _openTrouble = error.Message;
            _broken = new WriteResult(WriteOutcome.Failed, error.Message);
            return false;
        }

        if (head.Refusal is { } refusal)
        {
            _broken = new WriteResult(WriteOutcome.Refused, refusal);
            return false;
        }

        _epoch = head.Epoch;
        _appended = head.Position;
        _exists = head.Position > 0;
        _admission = new Admission(_run, _services.Limits, _judge.Sets, head.Producers);
        _durable.Clear();
        foreach (var producer in head.Producers) _durable[producer.Producer] = producer.LastSequence;
        _admission.Facts = _judge.Told;
        _admission.FactsByHand = _judge.ByHand;
        _attempt = _judge.Attempt;
        NeverBefore(head.LastReceivedAt);
        TellLiveness();
        var missed = _live ? _services.Downtime.Missed(head.LastReceivedAt) + Refused() : 0;
        if (missed > 0) _forming.Add(new MarkInput(default, MarkKind.Downtime, missed, ""), Now());
        return true;
    }

    private void Broke()
    {
        if (_brokenSince is not null) return;
        _brokenSince = Now();
        _services.Downtime.Refused(1);
    }

    private void Mended()
    {
        if (_brokenSince is null) return;
        _brokenSince = null;
        _services.Downtime.Refused(-1);
    }

    /// <summary>
    /// Microseconds for which the store took nothing of this run: its trainer may have reported all the while, and nobody is called for
    /// a silence that was the daemon's own.
    /// </summary>
    private long Refused()
    {
        var refused = _brokenSince is { } since ? Now().Microseconds - since.Microseconds : 0;
        return refused >= LeastRefused.Ticks / TimeSpan.TicksPerMicrosecond ? refused : 0;
    }

    /// <summary>A new run has a row before its first entry, so that it is found again whenever the daemon dies.</summary>
    private async ValueTask<bool> EnsureMadeAsync(RunInput? first)
    {
        if (_exists) return true;
        var now = Now();
        var row = new RunRow { Run = _run, Position = 0, Status = RunStatus.Created, CreatedAt = now };
        var made = await _services.Store.CommitAsync(new DerivedCommit(row, null, [])).ConfigureAwait(false);
        if (made.Outcome != WriteOutcome.Durable)
        {
            _broken = made;
            return false;
        }

        _exists = true;
        if (first is not MarkInput { Kind: MarkKind.Created }) _forming.Add(new MarkInput(default, MarkKind.Created, 0, ""), now);
        return true;
    }

    private void Settle(in Admitted admitted)
    {
        var submission = admitted.Submission;
        Unhold(submission, admitted.Kind);
        switch (admitted.Kind)
        {
            case AdmissionKind.Taken:
                Remember(submission.Input);
                _forming.Add(submission.Input, Now());
                Join(submission, SubmitState.Durable, "");
                break;
            case AdmissionKind.Known:
                Join(submission, SubmitState.Durable, "");
                break;
            case AdmissionKind.Duplicate:
                Join(submission, SubmitState.Duplicate, "");
                break;
            case AdmissionKind.Refused:
                _services.Instruments.Refused(admitted.Refusal!.Code, submission.Samples);
                Join(submission, SubmitState.Rejected, admitted.Refusal.Sentence);
                break;
            case AdmissionKind.Resend:
                AskAgain(submission);
                break;
        }
    }

    private void Unhold(Submission submission, AdmissionKind kind)
    {
        if (kind == AdmissionKind.Held)
        {
            submission.IsHeld = true;
            submission.HeldAt = Now();
            _room.Hold(submission.Room, submission.Bytes);
        }
        else if (submission.IsHeld)
        {
            submission.IsHeld = false;
            _room.Release(submission.Room, submission.Bytes);
        }
    }

    private void Remember(RunInput input)
    {
        if (input is MarkInput { Kind: MarkKind.Attempt } mark) _attempt = (int)mark.Value;
    }

    /// <summary>It is told when the batch is durable; at once, where all it says was durable before.</summary>
    private void Join(Submission submission, SubmitState verdict, string reason)
    {
        var progress = _admission!.Progress(submission.Producer);
        var spends = submission.Sequence > 0 && submission.Sequence <= progress.LastSequence;
        if (verdict == SubmitState.Rejected && !spends)
        {
            Decide(submission, verdict, 0, reason);
            return;
        }

        if (verdict == SubmitState.Duplicate && submission.Sequence <= _durable.GetValueOrDefault(submission.Producer))
        {
            Decide(submission, verdict, 0, "");
            return;
        }

        submission.Verdict = verdict;
        submission.Reason = reason;
        _forming.Submissions.Add(submission);

        // Up to this one only: what comes after it may be in a later batch.
        if (spends && verdict != SubmitState.Duplicate)
            _forming.Progress[submission.Producer] = progress with { LastSequence = submission.Sequence };
    }

    private void AskAgain(Submission submission) => Decide(
        submission, SubmitState.ResendNeeded, _admission!.Progress(submission.Producer).LastSequence + 1, "An earlier message is missing.");

    private void Flush()
    {
        if (_forming.IsEmpty || IsJudgingDue || _inFlight.Count >= _services.Options.AppendsInFlight) return;
        var batch = _forming;
        _forming = new Batch();
        if (!batch.Writes)
        {
            // It only waits for what is on its way.
            if (_inFlight.Count == 0)
            {
                Finish(batch);
            }
            else
            {
                var last = _inFlight.Last();
                last.Submissions.AddRange(batch.Submissions);
                last.Hellos.AddRange(batch.Hellos);
            }

            return;
        }

        batch.CloseFrames();
        batch.FirstPosition = _appended + 1;

        // On its way from here on: whatever fails below, its callers are told.
        _inFlight.Enqueue(batch);
        var entries = ImmutableArray.CreateBuilder<JournalEntry>(batch.Inputs.Count);
        foreach (var input in batch.Inputs) entries.Add(EntryCodec.Encode(batch.FirstPosition + entries.Count, input));
        var append = new JournalAppend(_run, _epoch, _appended, entries.MoveToImmutable(), [.. batch.Progress.Values]);
        _appended += append.Entries.Length;
        _ = PostWhenDoneAsync(batch, _services.Journal.AppendAsync(append));
    }

    private async Task PostWhenDoneAsync(Batch batch, Task<WriteResult> append)
    {
        WriteResult result;
        try
        {
            result = await append.ConfigureAwait(false);
        }
        // Whatever a store throws, the callers are told.
        catch (Exception error)
        {
            result = new WriteResult(WriteOutcome.Failed, error.Message);
        }

        await PostAsync(new AppendDone(batch, result)).ConfigureAwait(false);
    }

    private void OnAppendDone(AppendDone done)
    {
        done.Batch.Result = done.Result;
        while (_inFlight.TryPeek(out var batch) && batch.Result is { } result)
        {
            _inFlight.Dequeue();
            if (result.Outcome != WriteOutcome.Durable)
            {
                Break(batch, result);
                continue;
            }

            // Only now: a store that opens a run and then has no room for its entries is still away.
            Mended();
            Finish(batch);
        }

        Flush();
    }

    /// <summary>Tell first, judge then.</summary>
    private void Finish(Batch batch)
    {
        foreach (var progress in batch.Progress.Values) _durable[progress.Producer] = progress.LastSequence;
        foreach (var submission in batch.Submissions) Decide(submission, submission.Verdict, 0, submission.Reason);
        var position = batch.FirstPosition;
        foreach (var input in batch.Inputs) Judge(position++, input);
        TellLiveness();
        foreach (var hello in batch.Hellos)
        {
            if (hello.NeedsRow) _waitingForRow.Add(hello);
            else Answer(hello);
        }

        SaveIfDue();
    }
}
