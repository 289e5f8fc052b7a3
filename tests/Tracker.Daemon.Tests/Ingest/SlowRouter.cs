using System.Threading.Channels;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>A router that decides when the test says so.</summary>
internal sealed class SlowRouter : IRunRouter
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(1_000);
    private int _count;

    public IReadOnlyCollection<RunId> LiveRuns => [];

    public int Count => Volatile.Read(ref _count);

    /// <summary>What every decision is, once it is made.</summary>
    public SubmitState State { get; init; } = SubmitState.Durable;

    /// <summary>Thrown instead of a decision.</summary>
    public Exception? Fault { get; init; }

    public void Decide() => _open.TrySetResult();

    public async Task TakenAsync(int count)
    {
        for (var i = 0; i < count; i++) await _taken.Reader.ReadAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask<HelloResult> HelloAsync(RunId run, Hello hello, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new HelloResult(0, [], null));

    public async ValueTask<SubmitResult> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken)
    {
        if (Fault is { } fault) throw fault;
        Interlocked.Increment(ref _count);
        _taken.Writer.TryWrite(true);
        await _open.Task;
        var sequence = input is FramesInput { Frames: [var frame] } ? frame.Sequence : 0;
        return new SubmitResult(State, sequence, 0, "as the test says");
    }

    public ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RunMonitorSnapshot?>(Export.RunSnapshots.Running(1) with { Run = run });
}
