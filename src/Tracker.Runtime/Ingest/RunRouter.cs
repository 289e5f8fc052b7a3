using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>Makes a run's mailbox when it is needed, and keeps the last picture of live runs that are not in memory.</summary>
internal sealed partial class RunRouter : IRunRouter, IAsyncDisposable
{
    private readonly ConcurrentDictionary<RunId, RunMailbox> _mailboxes = [];
    private readonly ConcurrentDictionary<RunId, byte> _live = [];
    private readonly ConcurrentDictionary<RunId, RunMonitorSnapshot> _asleep = [];
    private readonly MailboxServices _services;
    private readonly ILogger<RunRouter> _logger;
    private readonly Room _room;
    private volatile bool _stopping;

    public RunRouter(
        IJournal journal,
        IRunStore store,
        RunEventBus bus,
        IOptions<IngestLimits> limits,
        IOptions<MailboxOptions> options,
        IOptions<MonitorOptions> monitor,
        IEnumerable<OutboxConsumer> consumers,
        DaemonClock clock,
        Downtime downtime,
        TimeProvider time,
        IngestInstruments instruments,
        ILoggerFactory loggers)
    {
        _services = new MailboxServices(
            journal, store, bus, limits.Value, options.Value, monitor.Value, [.. consumers], clock, downtime, time, instruments,
            loggers.CreateLogger<RunMailbox>());
        _logger = loggers.CreateLogger<RunRouter>();
        _room = new Room(limits.Value);
        instruments.ObserveRuns(() => _live.Count);
        instruments.ObserveUndecided(() => _room.Bytes);
    }

    public IReadOnlyCollection<RunId> LiveRuns
    {
        get
        {
            var runs = _live.Keys.ToArray();
            Array.Sort(runs);
            return runs;
        }
    }

    public async ValueTask<HelloResult> HelloAsync(RunId run, Hello hello, CancellationToken cancellationToken)
    {
        if (_live.Count >= _services.Limits.LiveRuns && !_live.ContainsKey(run))
        {
            _services.Instruments.LimitReached("live_runs");
            return new HelloResult(0, [], $"{_live.Count} runs live already and {_services.Limits.LiveRuns} are the limit: finish some, or raise Limits:LiveRuns.", Later: true);
        }

        var request = new HelloRequest(hello);
        await PostAsync(run, request).ConfigureAwait(false);
        return await request.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<SubmitResult> SubmitAsync(RunId run, RunInput input, CancellationToken cancellationToken)
    {
        var submission = new Submission(input, _services.Time.GetTimestamp());
        if (!_stopping && Find(run).TryEnqueue(submission))
        {
            _services.Instruments.Queued(submission.Samples);
            return new ValueTask<SubmitResult>(submission.Decided);
        }

        if (!_stopping) _services.Instruments.LimitReached("undecided");
        return SubmitSlowlyAsync(run, submission, cancellationToken);
    }

    public ValueTask RoomAsync(RunId run, CancellationToken cancellationToken) =>
        _mailboxes.TryGetValue(run, out var mailbox) ? mailbox.RoomAsync(cancellationToken) : ValueTask.CompletedTask;

    public async ValueTask<RunMonitorSnapshot?> DescribeAsync(RunId run, CancellationToken cancellationToken)
    {
        if (!_mailboxes.ContainsKey(run) && _asleep.TryGetValue(run, out var picture)) return picture;
        if (!_mailboxes.ContainsKey(run) && await _services.Journal.PeekAsync(run, cancellationToken).ConfigureAwait(false) is null) return null;
        var request = new DescribeRequest();
        await PostAsync(run, request).ConfigureAwait(false);
        return await request.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs in memory.</summary>
    internal int Loaded => _mailboxes.Count;

    /// <summary>The run is in memory (or will be).</summary>
    internal bool IsLoaded(RunId run) => _mailboxes.ContainsKey(run);

    /// <summary>Loads the run, notes the daemon's absence if it lived through it, and looks at its deadline.</summary>
    internal async Task WakeAsync(RunId run, CancellationToken cancellationToken)
    {
        var request = new WakeRequest();
        await PostAsync(run, request).ConfigureAwait(false);
        await request.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes nothing more, saves every run and waits until all is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        while (!_mailboxes.IsEmpty)
        {
            foreach (var mailbox in _mailboxes.Values)
            {
                await mailbox.PostAsync(new StopRequest()).ConfigureAwait(false);
                await mailbox.Stopped.ConfigureAwait(false);
            }

            await Task.Yield();
        }
    }

    private async ValueTask<SubmitResult> SubmitSlowlyAsync(RunId run, Submission submission, CancellationToken cancellationToken)
    {
        while (!_stopping)
        {
            var mailbox = Find(run);
            var taken = await mailbox.EnqueueAsync(submission, cancellationToken).ConfigureAwait(false);
            if (taken == false)
            {
                _services.Instruments.Overloaded();
                return new SubmitResult(SubmitState.Overloaded, 0, 0, $"There is no room for more of run {run} now: wait a little and send it again.");
            }

            if (taken == true)
            {
                _services.Instruments.Queued(submission.Samples);
                return await submission.Decided.ConfigureAwait(false);
            }

            await mailbox.Stopped.ConfigureAwait(false);
        }

        return new SubmitResult(SubmitState.Overloaded, 0, 0, "The daemon is stopping: send it again when it is back.");
    }

    private async ValueTask PostAsync(RunId run, MailboxMessage message)
    {
        while (true)
        {
            if (_stopping) throw new StoreException("The daemon is stopping: ask again when it is back.");
            var mailbox = Find(run);
            if (await mailbox.PostAsync(message).ConfigureAwait(false)) return;
            await mailbox.Stopped.ConfigureAwait(false);
        }
    }

    private RunMailbox Find(RunId run)
    {
        if (_mailboxes.TryGetValue(run, out var mailbox) && !mailbox.Stopped.IsCompleted) return mailbox;
        return Make(run, mailbox);
    }

    private RunMailbox Make(RunId run, RunMailbox? before)
    {
        while (true)
        {
            var made = new RunMailbox(run, _services, _room, LiveChanged);
            if (before is null ? _mailboxes.TryAdd(run, made) : _mailboxes.TryUpdate(run, made, before))
            {
                made.Start(before?.Stopped ?? Task.CompletedTask);
                _ = SeeOffAsync(run, made);
                return made;
            }

            // Somebody else was quicker.
            if (_mailboxes.TryGetValue(run, out before) && !before.Stopped.IsCompleted) return before;
        }
    }

    private async Task SeeOffAsync(RunId run, RunMailbox mailbox)
    {
        await mailbox.Stopped.ConfigureAwait(false);
        if (mailbox.LastPicture is { } picture && picture.Status.IsLive()) _asleep[run] = picture;
        else _asleep.TryRemove(run, out _);
        _mailboxes.TryRemove(KeyValuePair.Create(run, mailbox));
        foreach (var message in mailbox.LeftOver)
        {
            try
            {
                await PostAsync(run, message).ConfigureAwait(false);
            }
            catch (StoreException stopping)
            {
                LogLeftOver(run, stopping.Message);
                RunMailbox.Abandon(message, stopping.Message);
            }
        }
    }

    private void LiveChanged(RunId run, bool live)
    {
        if (live) _live[run] = 0;
        else _live.TryRemove(run, out _);
    }
}
