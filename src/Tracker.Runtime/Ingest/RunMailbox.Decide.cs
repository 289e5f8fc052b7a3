using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>What the callers are told.</summary>
internal sealed partial class RunMailbox
{
    /// <summary>Nothing of the batch is promised. The next call takes the run over anew and reads what is durable.</summary>
    private void Break(Batch batch, WriteResult result)
    {
        if (_epoch != 0)
        {
            if (_brokenSince is null) LogBroken(_run, result.Outcome, result.Reason);
            _broken = result;
            Broke();
            _epoch = 0;
            BreakHeld(result);
            foreach (var hello in _waitingForRow) hello.Answer.TrySetException(new StoreException(result.Reason));
            _waitingForRow.Clear();
            var forming = _forming;
            _forming = new Batch();
            Break(forming, result);
        }

        var state = StateOf(_broken.Outcome);
        foreach (var submission in batch.Submissions) Decide(submission, state, 0, _broken.Reason);
        foreach (var hello in batch.Hellos) hello.Answer.TrySetException(new StoreException(result.Reason));
    }

    private void BreakHeld(WriteResult result)
    {
        if (_admission is not { Held: > 0 } admission) return;
        var held = admission.Held;
        admission.DropHeldBefore(new Timestamp(long.MaxValue), _dropped);
        _services.Instruments.HeldChanged(-held);
        foreach (var submission in _dropped)
        {
            Unhold(submission, AdmissionKind.Resend);
            Decide(submission, StateOf(result.Outcome), 0, result.Reason);
        }

        _dropped.Clear();
    }

    private void Decide(Submission submission, SubmitState state, ulong resendFrom, string reason)
    {
        if (!submission.Decide(state, _durable.GetValueOrDefault(submission.Producer), resendFrom, reason)) return;
        _room.Return(submission.Room, submission.Bytes);
        _services.Instruments.Decided(Word(state), submission.Samples, _services.Time.GetElapsedTime(submission.StartedAt));
    }

    /// <summary>What was deleted for good is refused for good: a trainer that waited for it would wait for ever.</summary>
    private static SubmitState StateOf(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Fenced => SubmitState.Fenced,
        WriteOutcome.Refused => SubmitState.Rejected,
        _ => SubmitState.StoreFailed,
    };

    private static string Word(SubmitState state) => state switch
    {
        SubmitState.Durable => "durable",
        SubmitState.Duplicate => "duplicate",
        SubmitState.ResendNeeded => "resend",
        SubmitState.Rejected => "rejected",
        SubmitState.Fenced => "fenced",
        _ => "failed",
    };
}
