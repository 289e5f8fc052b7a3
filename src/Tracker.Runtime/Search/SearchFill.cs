using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Search;

/// <summary>
/// Makes the runs of an earlier schema searchable behind the daemon's back, the newest first: their facts from their rows, their
/// metrics from their snapshots. A run that another judge saw is judged again, a few a second, since that reads its journal.
/// </summary>
internal sealed partial class SearchFill(
    IRunStore store, RunRouter router, IOptions<MonitorOptions> monitor, TimeProvider time, ILogger<SearchFill> logger) : BackgroundService
{
    private const int Page = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Fills in every run that is to be filled in.</summary>
    internal async Task FillAsync(CancellationToken cancellationToken)
    {
        var filled = 0;
        while (true)
        {
            var runs = await store.UnindexedAsync(Page, cancellationToken).ConfigureAwait(false);
            foreach (var run in runs) await FillAsync(run, cancellationToken).ConfigureAwait(false);
            filled += runs.Length;
            if (runs.Length < Page) break;
        }

        if (filled > 0) LogFilled(filled);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FillAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; the next one goes on.
        }
        catch (StoreException trouble)
        {
            LogTrouble(trouble.Message);
        }
    }

    private async Task FillAsync(RunId run, CancellationToken cancellationToken)
    {
        var snapshot = await store.SnapshotAsync(run, cancellationToken).ConfigureAwait(false);
        var picture = snapshot is null ? null : Describe(run, snapshot);
        var written = picture is null
            ? await store.IndexAsync(run, 0, default, null).ConfigureAwait(false)
            : await store.IndexAsync(run, snapshot!.Position, RunJudge.Values(picture), RunJudge.CauseOf(picture)).ConfigureAwait(false);
        if (written.Outcome != WriteOutcome.Durable) throw new StoreException(written.Reason);
        if (picture is not null) return;
        await router.WakeAsync(run, cancellationToken).ConfigureAwait(false);
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
    }

    private RunMonitorSnapshot? Describe(RunId run, StoredSnapshot snapshot)
    {
        if (snapshot.JudgeVersion != RunMonitor.JudgeVersion(monitor.Value)) return null;
        try
        {
            return RunMonitor.Load(run, monitor.Value, snapshot.State).Describe();
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
