using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Ingest;

/// <summary>
/// Hosts one run monitor: makes it from snapshot and journal, gives it inputs once they are durable, and keeps what it says until it
/// is stored. One caller at a time.
/// </summary>
internal sealed partial class RunJudge(
    RunId run,
    MonitorOptions options,
    IJournal journal,
    IRunStore store,
    Func<RunEvent, ImmutableArray<string>> consumers,
    Action<long, Exception> failed)
{
    private const int EventPage = 1_000;

    private readonly string _version = RunMonitor.JudgeVersion(options);
    private readonly List<RunEvent> _fresh = [];
    private RunMonitor _monitor = new(run, options);
    private byte[]? _setsEncoded;
    private RunFacts? _factsTaken;
    private long _eventOffset;
    private int _stateBytes;

    /// <summary>Journal position of the last input applied; 0 while there is no such run.</summary>
    public long Position { get; private set; }

    /// <summary>When the last input was received.</summary>
    public Timestamp LastReceivedAt { get; private set; }

    /// <summary>The sets that are durable.</summary>
    public MetricSetTable Sets { get; private set; } = new();

    /// <summary>What is not stored yet.</summary>
    public List<DerivedEvent> Pending { get; } = [];

    /// <summary>Samples applied since the last commit was made.</summary>
    public long UnsavedSamples { get; private set; }

    /// <summary>Something was applied since.</summary>
    public bool IsUnsaved { get; private set; }

    /// <summary>Samples after which saving is worth its while.</summary>
    public long SaveAfter(int least) => Math.Max(least, _stateBytes / 8);

    public RunStatus Status => _monitor.Status;

    /// <summary>What the trainer told.</summary>
    public RunFacts Told => _monitor.Told;

    /// <summary>What people set by hand.</summary>
    public RunFacts ByHand => _monitor.Wanted;

    /// <summary>People set facts by hand, and the run is not judged with them yet.</summary>
    public bool IsOutdated => _monitor.IsOutdated;

    public int Attempt => _monitor.Attempt;

    public Timestamp? NextDeadline => _monitor.NextDeadline;

    /// <summary>Snapshot and tail; all from the start where another judge made the snapshot.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await store.SnapshotAsync(run, cancellationToken).ConfigureAwait(false);
        if (snapshot is null)
        {
            await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (snapshot.JudgeVersion == _version && TryRestore(snapshot))
        {
            await CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await JudgeAgainAsync(tellsOver: false, cancellationToken).ConfigureAwait(false);
        }

        // The daemon died between the setting and the judging.
        if (IsOutdated) await JudgeAgainAsync(tellsOver: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies what the journal holds beyond what was applied.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in journal.ReadAsync(run, Position, cancellationToken).ConfigureAwait(false))
        {
            RunInput input;
            try
            {
                input = EntryCodec.Decode(entry);
            }
            catch (FormatException damage)
            {
                // It stays where it is, for who repairs it; what comes after it is read.
                Position = entry.Position;
                failed(entry.Position, damage);
                continue;
            }

            Apply(entry.Position, input);
        }
    }

    /// <summary>Applies one durable input. A fault is told and costs this judgement alone, live and each time the journal is read again.</summary>
    public void Apply(long position, RunInput input)
    {
        Position = position;
        LastReceivedAt = input.ReceivedAt;
        IsUnsaved = true;
        UnsavedSamples += InputWeight.Samples(input);
        if (input is SetInput set)
        {
            Sets.Add(set);
            _setsEncoded = null;
        }

        try
        {
            _monitor.Apply(position, input, _fresh);
            foreach (var said in _fresh)
            {
                var numbered = _eventOffset == 0 ? said : said with { Number = (ulong)((long)said.Number + _eventOffset) };
                Pending.Add(new DerivedEvent(position, numbered, consumers(numbered)));
            }
        }
        // It is durable and acknowledged: a fault of the monitor must cost neither the run nor its next start.
        catch (Exception error)
        {
            failed(position, error);
        }
        finally
        {
            _fresh.Clear();
        }
    }

    /// <summary>An immutable picture, numbered as the stored events are.</summary>
    public RunMonitorSnapshot Describe()
    {
        var picture = _monitor.Describe();
        return _eventOffset == 0 ? picture : picture with { LastEvent = (ulong)((long)picture.LastEvent + _eventOffset) };
    }

    /// <summary>Everything that is to be stored now; what is pending goes with it.</summary>
    /// <param name="picture">As <see cref="Describe"/> gave it.</param>
    /// <param name="withMetrics">The metrics' values too; else they stay unsaved.</param>
    public DerivedCommit TakeCommit(RunMonitorSnapshot picture, bool withMetrics)
    {
        var state = _monitor.Save();
        _stateBytes = state.Length;
        _setsEncoded ??= SetsCodec.Encode(Sets);
        var commit = new DerivedCommit(
            Row(picture), new StoredSnapshot(Position, _version, _eventOffset, state, _setsEncoded), [.. Pending])
        {
            FactsAreStored = ReferenceEquals(_factsTaken, picture.Facts),
            Metrics = withMetrics ? Values(picture) : default,
        };
        Pending.Clear();
        _factsTaken = picture.Facts;
        IsUnsaved = !withMetrics;
        UnsavedSamples = 0;
        return commit;
    }

    /// <summary>It was not stored: it is pending again, before what came since.</summary>
    public void Return(DerivedCommit commit)
    {
        Pending.InsertRange(0, commit.Events);
        _factsTaken = null;
        IsUnsaved = true;
    }

    private static RunRow Row(RunMonitorSnapshot picture)
    {
        var firing = picture.Alerts.Where(static alert => alert.State == AlertState.Firing).ToList();
        return new RunRow
        {
            Run = picture.Run,
            Position = picture.Position,
            Status = picture.Status,
            StatusReason = picture.StatusReason,
            Facts = picture.Facts,
            JobPlugin = picture.JobPlugin,
            Attempt = picture.Attempt,
            Step = picture.Step,
            Samples = picture.Samples,
            CreatedAt = picture.CreatedAt,
            LastReportAt = picture.LastReportAt,
            EndedAt = picture.EndedAt,
            NextDeadline = picture.NextDeadline,
            FiringAlerts = firing.Count,
            Worst = firing.Count == 0 ? null : firing.Max(static alert => alert.Severity),
            Cause = CauseOf(picture),
        };
    }

    /// <summary>The likeliest cause; null where there is none.</summary>
    internal static string? CauseOf(RunMonitorSnapshot picture) => picture.Findings.IsDefaultOrEmpty ? null : picture.Findings[0].Cause;

    /// <summary>Of a name that several ranks report, the one of the lowest.</summary>
    internal static ImmutableArray<MetricValue> Values(RunMonitorSnapshot picture)
    {
        var values = new Dictionary<string, (int Rank, MetricValue Value)>(picture.Metrics.Length, StringComparer.Ordinal);
        foreach (var metric in picture.Metrics)
        {
            if (values.TryGetValue(metric.Name, out var other) && other.Rank <= metric.Rank) continue;
            values[metric.Name] = (metric.Rank, new MetricValue(metric.Name, metric.Last, metric.Best, metric.BestStep));
        }

        return [.. values.Values.Select(static pair => pair.Value)];
    }

    private bool TryRestore(StoredSnapshot snapshot)
    {
        try
        {
            Sets = SetsCodec.Decode(snapshot.Sets);
            _monitor = RunMonitor.Load(run, options, snapshot.State);
        }
        catch (FormatException)
        {
            // The journal has it all: fold again.
            return false;
        }

        _setsEncoded = snapshot.Sets;
        _stateBytes = snapshot.State.Length;
        _eventOffset = snapshot.EventOffset;
        Position = snapshot.Position;
        return true;
    }
}
