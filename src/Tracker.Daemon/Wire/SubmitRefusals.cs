using System.Globalization;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Wire;

/// <summary>What a submit's result is to a call by hand.</summary>
internal static class SubmitRefusals
{
    /// <returns>Null when it is durable.</returns>
    public static Refusal? Of(SubmitResult result, ulong sequence, IngestLimits limits) => result.State switch
    {
        SubmitState.Durable or SubmitState.Duplicate => null,
        SubmitState.Rejected => Refusal.BadInput(result.Reason),
        SubmitState.Held or SubmitState.ResendNeeded => Refusal.Conflict(
            $"sequence {sequence} came before {result.DurableSequence + 1}: send {result.DurableSequence + 1} first."),
        SubmitState.Overloaded => Refusal.Overloaded(string.Create(
            CultureInfo.InvariantCulture,
            $"the run had no room for {limits.CallPatience.TotalSeconds:0.#} s: send it again in 2 s, or report over a stream.")),
        SubmitState.Fenced => Refusal.Unavailable("the run has another writer now: send it again."),
        _ => Refusal.Unavailable($"the store cannot write: {result.Reason}"),
    };
}
