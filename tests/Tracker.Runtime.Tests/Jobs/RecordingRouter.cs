using System.Collections.Concurrent;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>Remembers what the supervisor tells of its runs.</summary>
internal sealed class RecordingRouter : IRunRouter
{
    private readonly ConcurrentDictionary<RunId, TaskCompletionSource<FinishInput>> _ends = new();

    public ConcurrentDictionary<RunId, Hello> Hellos { get; } = new();

    public ConcurrentQueue<(RunId Run, RunInput Input)> Inputs { get; } = new();

    public SubmitState Answer { get; set; } = SubmitState.Durable;

    /// <summary>What happens while a run is made.</summary>
    public Action<RunId> Making { get; set; } = static _ => { };

    public IReadOnlyCollection<RunId> LiveRuns => [];

    public Task<FinishInput> EndOf(RunId run) => End(run).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask<HelloResult> HelloAsync(RunId run, Hello hello, CancellationToken cancellationToken)
    {
        Making(run);
        Hellos[run] = hello;
        return ValueTask.FromResult(new HelloResult(0, [], null));
    }

    public ValueTask<SubmitResult> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken)
    {
        Inputs.Enqueue((run, input));
        if (input is FinishInput finish && Answer == SubmitState.Durable) End(run).TrySetResult(finish);
        return ValueTask.FromResult(new SubmitResult(Answer, 0, 0, Answer == SubmitState.Durable ? "" : "the disk is full"));
    }

    public ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RunMonitorSnapshot?>(null);

    private TaskCompletionSource<FinishInput> End(RunId run) =>
        _ends.GetOrAdd(run, _ => new TaskCompletionSource<FinishInput>(TaskCreationOptions.RunContinuationsAsynchronously));
}
