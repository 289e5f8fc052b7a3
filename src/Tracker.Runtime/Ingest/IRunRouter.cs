using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// The way to a run: inputs go in by value, results come out by value. One writer a run stands behind it, in this process today.
/// </summary>
public interface IRunRouter
{
    /// <summary>
    /// The runs that somebody waits for: created or running, whether they are in memory or not. The order is the order of making.
    /// </summary>
    IReadOnlyCollection<RunId> LiveRuns { get; }

    /// <summary>
    /// Makes the run if it is not there and stores a new attempt and changed facts. When this returns without a refusal, all of it
    /// is durable and the run is found by its name. Early inputs that were held for this producer are dropped: it will send them again.
    /// </summary>
    /// <exception cref="StoreException">The store could not write.</exception>
    ValueTask<HelloResult> HelloAsync(RunId run, Hello hello, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the run an input. Completes when it is durable or refused; its ReceivedAt is replaced by the run's own monotonic time.
    /// Inputs with a sequence are put in order and stored once for each producer; sequence 0 stores every call. A
    /// <see cref="FramesInput"/> carries one frame. Calls are taken in the order in which they are made while the run has room.
    /// </summary>
    /// <remarks>
    /// The token stops the wait for room alone: the result is then <see cref="SubmitState.Overloaded"/> and nothing was taken. So
    /// a call by hand passes a token that is cancelled after <see cref="IngestLimits.CallPatience"/>, a stream passes its own.
    /// What has been taken is decided whatever the token says, so that no caller has to guess.
    /// </remarks>
    ValueTask<SubmitResult> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when no call waits for room in the run. A stream asks this before it reads on, so that of each stream at most one
    /// message is in memory beyond the room.
    /// </summary>
    ValueTask RoomAsync(RunId run, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What is known of a run, from memory or from the store; null where no such run is.</summary>
    ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken);
}
