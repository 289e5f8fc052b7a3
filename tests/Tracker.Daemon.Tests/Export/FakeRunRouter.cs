using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Tests.Export;

/// <summary>Runs that are what a test says.</summary>
internal sealed class FakeRunRouter : IRunRouter
{
    private readonly SortedDictionary<RunId, RunMonitorSnapshot> _runs = [];

    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody waits for a run that never answers.</summary>
    public Task Hangs => _hangs.Task;

    /// <summary>Runs that never answer.</summary>
    public HashSet<RunId> Hanging { get; } = [];

    /// <summary>Runs whose store fails.</summary>
    public HashSet<RunId> Failing { get; } = [];

    public IReadOnlyCollection<RunId> LiveRuns => [.. _runs.Where(run => run.Value.Status.IsLive()).Select(run => run.Key)];

    public void Put(params RunMonitorSnapshot[] runs)
    {
        foreach (var run in runs) _runs[run.Run] = run;
    }

    public ValueTask<HelloResult> HelloAsync(RunId run, Hello hello, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<SubmitResult> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken)
    {
        if (Failing.Contains(run)) throw new Tracker.Runtime.Journal.StoreException("The disk is full.");
        if (Hanging.Contains(run))
        {
            _hangs.TrySetResult();
            await new TaskCompletionSource().Task;
        }

        return _runs.GetValueOrDefault(run);
    }
}
