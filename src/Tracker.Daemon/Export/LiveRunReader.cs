using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Export;

/// <summary>The newest live runs as they are now. A run that does not answer in time is shown as it was.</summary>
internal sealed partial class LiveRunReader(
    IRunRouter router, ExportOptions options, ExportInstruments instruments, TimeProvider time, ILogger<LiveRunReader> logger)
{
    private readonly ILogger _logger = logger;
    private readonly HashSet<RunId> _withheld = [];
    private Dictionary<RunId, RunMonitorSnapshot> _known = [];
    private bool _late;

    /// <summary>One call at a time.</summary>
    public async Task<IReadOnlyCollection<RunMonitorSnapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        var live = router.LiveRuns;
        CountWithheld(live);

        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var known = new Dictionary<RunId, RunMonitorSnapshot>();
        var late = 0;
        foreach (var run in live.Skip(live.Count - options.MaxRuns))
        {
            var now = await DescribeAsync(run, either.Token).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (now is null) late++;
            if ((now ?? _known.GetValueOrDefault(run)) is { } snapshot && snapshot.Status.IsLive()) known[run] = snapshot;
        }

        if (late > 0 && !_late) LogLate(late);
        _late = late > 0;
        _known = known;
        return known.Values;
    }

    private async ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken)
    {
        try
        {
            // WaitAsync, since a run that hangs must not hold the page even if it does not look at the token.
            return cancellationToken.IsCancellationRequested
                ? null
                : await router.DescribeAsync(run, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private void CountWithheld(IReadOnlyCollection<RunId> live)
    {
        var over = live.Count - options.MaxRuns;
        if (over <= 0)
        {
            _withheld.Clear();
            return;
        }

        var withheld = live.Take(over).ToHashSet();
        instruments.Limited("runs", withheld.Count(run => !_withheld.Contains(run)));
        _withheld.IntersectWith(live);
        _withheld.UnionWith(withheld);
    }
}
