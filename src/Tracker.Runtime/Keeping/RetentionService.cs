using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Keeping;

/// <summary>Deletes what retention says and purges what was deleted long enough ago, a run at a time and each in slices.</summary>
public sealed partial class RetentionService : BackgroundService
{
    private const int PurgePage = 100;

    private readonly Channel<byte> _wakes = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IRunKeeping _keeping;
    private readonly RetentionOptions _options;
    private readonly KeepingInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<RetentionService> _logger;
    private readonly JobSupervisor? _jobs;

    /// <summary>Makes one; without a supervisor there are no directories of jobs to remove.</summary>
    public RetentionService(
        IRunKeeping keeping,
        IOptions<RetentionOptions> options,
        KeepingInstruments instruments,
        TimeProvider time,
        ILogger<RetentionService> logger,
        JobSupervisor? jobs = null)
    {
        _keeping = keeping;
        _options = options.Value;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _jobs = jobs;
    }

    private Timestamp Now => Timestamp.From(_time.GetUtcNow());

    /// <summary>Somebody wants a purge now.</summary>
    public void Wake() => _wakes.Writer.TryWrite(0);

    /// <summary>Deletes what the rules say.</summary>
    public async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var now = Now;
        await foreach (var expiring in RetentionPlan.MakeAsync(_keeping, _options, now, cancellationToken).ConfigureAwait(false))
        {
            var run = expiring.Run;
            var deleted = await _keeping.DeleteAsync(run.Run, now, now + _options.Grace, expiring.Reason).ConfigureAwait(false);
            if (deleted.Outcome == WriteOutcome.Refused) continue;
            if (deleted.Outcome != WriteOutcome.Durable) throw new StoreException(deleted.Reason);
            _instruments.Deleted("retention");
            LogExpired(run.Run, run.Name ?? "", expiring.Reason, (now + _options.Grace).ToDateTimeOffset());
        }
    }

    /// <summary>Purges every run whose time has come, and goes on with what a crash interrupted.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var left = new HashSet<RunId>();
        while (true)
        {
            var runs = await _keeping.PurgeableAsync(Now, PurgePage + left.Count, cancellationToken).ConfigureAwait(false);
            var isProgress = false;
            foreach (var run in runs)
            {
                if (left.Contains(run)) continue;
                isProgress = true;
                if (!await PurgeAsync(run, cancellationToken).ConfigureAwait(false)) left.Add(run);
            }

            if (!isProgress) return;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var wake = _wakes.Reader.WaitToReadAsync(stoppingToken).AsTask();
        try
        {
            while (true)
            {
                await PassAsync(stoppingToken).ConfigureAwait(false);
                await Task.WhenAny(tick, wake).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
                if (tick.IsCompleted) tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                if (!wake.IsCompleted) continue;
                _wakes.Reader.TryRead(out _);
                wake = _wakes.Reader.WaitToReadAsync(stoppingToken).AsTask();
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops; what is half purged is gone on with when it is back.
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExpireAsync(cancellationToken).ConfigureAwait(false);
            await PurgeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException trouble)
        {
            LogTrouble(trouble.Message);
        }
    }

    /// <returns>False where it must wait for its job, or was restored meanwhile.</returns>
    private async Task<bool> PurgeAsync(RunId run, CancellationToken cancellationToken)
    {
        var begun = await _keeping.BeginPurgeAsync(run).ConfigureAwait(false);
        if (begun.Outcome == WriteOutcome.Refused) return false;
        if (begun.Outcome != WriteOutcome.Durable) throw new StoreException(begun.Reason);

        // The directory first: while a row of the run is left, the next daemon comes back to it.
        if (_jobs is not null && !await _jobs.ForgetAsync(run, cancellationToken).ConfigureAwait(false)) return false;
        var bytes = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = await _keeping.PurgeAsync(run, _options.Slice).ConfigureAwait(false);
            if (slice.Result.Outcome != WriteOutcome.Durable) throw new StoreException(slice.Result.Reason);
            bytes += slice.Bytes;
            _instruments.Slice(slice.Bytes);
            if (slice.IsDone) break;
        }

        _instruments.Purged();
        LogPurged(run, bytes);
        return true;
    }
}
