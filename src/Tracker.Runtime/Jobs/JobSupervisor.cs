using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Ingest;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Takes wishes to train, executes each in a process of its own when a slot is free, and follows it to its end, over restarts of the
/// daemon. A stopping daemon leaves its jobs running; the next one takes them back.
/// </summary>
public sealed partial class JobSupervisor : IHostedService, IDisposable
{
    private readonly JobOptions _options;
    private readonly PluginCatalog _plugins;
    private readonly SnapshotStore _snapshots;
    private readonly JobInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<JobSupervisor> _logger;
    private readonly JobRunLink _runs;
    private readonly JobTable _table = new();
    private readonly JobArchive _archive;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Makes a supervisor; it takes up its work when the host starts.</summary>
    public JobSupervisor(
        IOptions<JobOptions> options,
        PluginCatalog plugins,
        SnapshotStore snapshots,
        IRunRouter router,
        JobInstruments instruments,
        TimeProvider time,
        ILogger<JobSupervisor> logger)
    {
        _options = options.Value;
        _plugins = plugins;
        _archive = new JobArchive(_options.Directory);
        _snapshots = snapshots;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _runs = new JobRunLink(router, time);
        instruments.Observe(
            phase => _table.All.Count(e => e.State.Phase == phase),
            () => (SlotsInUse, Math.Max(0, _options.Slots - SlotsInUse)));
    }

    /// <summary>The tokens that its jobs report with.</summary>
    public JobTokens Tokens { get; } = new();

    /// <summary>Jobs at a time.</summary>
    public int Slots => _options.Slots;

    /// <summary>Jobs that have a process.</summary>
    public int SlotsInUse => _table.SlotsInUse;

    /// <summary>Asks a job to stop. When this returns a job, the wish is stored and goes on over a restart of the daemon.</summary>
    /// <param name="run">The job's run.</param>
    /// <param name="grace">From the term signal to the kill; null is the default of the options.</param>
    /// <param name="cancellationToken">Stops the wait for the supervisor's attention.</param>
    public async Task<JobResult> CancelAsync(RunId run, TimeSpan? grace, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Entry(run) is not { } entry) return JobResult.Refused(JobRefusal.NotFound, $"There is no job {run}.");
            if (entry.State.Phase == JobPhase.Exited)
                return JobResult.Refused(JobRefusal.NotPossible, $"Job {entry.Spec.Name} is over already: it {entry.State.Status.ToWord()}.");
            var wasQueued = entry.State.Phase == JobPhase.Queued;
            entry.Change(entry.State with
            {
                Phase = wasQueued ? JobPhase.Queued : JobPhase.Stopping,
                StopAskedAt = _runs.Now.Microseconds,
                GraceSeconds = (grace ?? _options.Limits.Grace).TotalSeconds,
            });
            if (wasQueued) End(entry);
            else Stop(entry);
            return JobResult.Done(_table.Describe(entry));
        }
        catch (IOException e)
        {
            return JobResult.Refused(JobRefusal.Unavailable, $"The wish to stop could not be written down: {e.Message}");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The end of what a job wrote to stderr; empty for an unknown job.</summary>
    public string ReadErrorTail(RunId run) => Entry(run)?.Directory.ReadErrorTail(_options.ErrorTailBytes) ?? "";

    /// <summary>How a job came about: a JSON object, and the diff of its source. Empty for an unknown job.</summary>
    public (string Record, byte[] Diff) ReadRecord(RunId run, bool includeDiff) =>
        Entry(run) is { } entry ? JobRecordFiles.Read(entry.Directory, includeDiff) : ("", []);

    /// <summary>What a job printed, as it is in its files, and with follow as it comes until the job is over.</summary>
    public IAsyncEnumerable<JobOutput> ReadOutputAsync(RunId run, JobOutputWish wish, CancellationToken cancellationToken)
    {
        var entry = Entry(run);
        return entry is null
            ? AsyncEnumerable.Empty<JobOutput>()
            : new JobOutputReader(entry.Directory, () => entry.State.Phase == JobPhase.Exited, _time).ReadAsync(wish, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _table.All) entry.Process?.Dispose();
        Tokens.Dispose();
        _leaving.Dispose();
        _gate.Dispose();
    }

    private void ChangeOrLog(JobEntry entry, JobState state)
    {
        try
        {
            entry.Change(state);
        }
        catch (IOException e)
        {
            LogUnwritten(entry.Spec.Name, entry.Spec.Run, e.Message);
            entry.ChangeUnwritten(state);
        }
    }
}
