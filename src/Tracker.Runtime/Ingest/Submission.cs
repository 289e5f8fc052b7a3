using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>One call that waits for its decision.</summary>
internal sealed class Submission : MailboxMessage
{
    private readonly TaskCompletionSource<SubmitResult> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Submission(RunInput input, long startedAt)
    {
        Input = input;
        StartedAt = startedAt;
        (Producer, Sequence) = input switch
        {
            FramesInput { Frames: [var frame, ..] } => (frame.Producer, frame.Sequence),
            SetInput set => (set.Producer, set.Sequence),
            FactsInput facts => (facts.Producer, facts.Sequence),
            OutcomeInput outcome => (outcome.Producer, outcome.Sequence),
            MarkInput mark => (mark.Producer, mark.Sequence),
            AlertInput alert => (alert.Producer, alert.Sequence),
            FinishInput finish => (finish.Producer, finish.Sequence),
            _ => (ProducerId.Daemon, 0UL),
        };
        Bytes = InputWeight.Bytes(input);
        Samples = InputWeight.Samples(input);
    }

    public RunInput Input { get; }

    public ProducerId Producer { get; }

    /// <summary>0 where the call has none.</summary>
    public ulong Sequence { get; }

    /// <summary>What it takes of the room.</summary>
    public int Bytes { get; }

    public int Samples { get; }

    /// <summary>Time stamp of the call, for the time it took.</summary>
    public long StartedAt { get; }

    /// <summary>Where its bytes are counted; set before any mailbox reads it.</summary>
    public RunRoom Room { get; set; } = null!;

    /// <summary>Admission keeps it, for it is early.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Since when admission keeps it.</summary>
    public Timestamp HeldAt { get; set; }

    /// <summary>What it will be told when its batch is durable.</summary>
    public SubmitState Verdict { get; set; }

    /// <summary>The sentence that goes with the verdict.</summary>
    public string Reason { get; set; } = "";

    public Task<SubmitResult> Decided => _decided.Task;

    /// <returns>False where it was decided before: its room is returned once.</returns>
    public bool Decide(SubmitState state, ulong durable, ulong resendFrom, string reason) =>
        _decided.TrySetResult(new SubmitResult(state, durable, resendFrom, reason));
}
