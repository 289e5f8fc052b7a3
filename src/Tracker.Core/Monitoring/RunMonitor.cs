using System.Runtime.CompilerServices;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Diagnosis;
using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>The fold: inputs in, events out. Pure; one writer; the same inputs give the same events and bit-equal state.</summary>
public sealed partial class RunMonitor
{
    private readonly MonitorOptions _options;
    private readonly DetectorCatalog _catalog;
    private readonly EventSink _events = new();
    private readonly StatusMachine _status;
    private readonly SeriesTable _series = new();
    private readonly SetTable _sets;
    private readonly RunJudge _judge;
    private readonly RunFold _fold;
    private readonly CommandLog _commands;
    private readonly FactBook _facts;
    private RunPhase? _phase;
    private Timestamp? _createdAt;
    private Timestamp? _lastReportAt;
    private Timestamp _silentSince;

    /// <summary>The monitor of a run that nothing is known of.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">What it is judged with.</param>
    /// <param name="byHand">What people set by hand, in effect from the first input on; null is nothing.</param>
    public RunMonitor(RunId run, MonitorOptions options, RunFacts? byHand = null)
        : this(run, options, Catalog(options), byHand)
    {
    }

    internal RunMonitor(RunId run, MonitorOptions options, DetectorCatalog catalog, RunFacts? byHand = null)
    {
        Run = run;
        _options = options;
        _catalog = catalog;
        _facts = new FactBook(byHand ?? RunFacts.None);
        _status = new StatusMachine(_events);
        _commands = new CommandLog(_events);
        _judge = new RunJudge(catalog, _events, options.Rules);
        _sets = new SetTable(_series);
        _fold = new RunFold(_series, _judge);
        _fold.Assign(Facts);
    }

    /// <summary>Bytes of statistics that a run holds of its primary loss, however long it is.</summary>
    public static int PrimaryLossBytes => Unsafe.SizeOf<SeriesStatistics>();

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Journal position of the last input applied; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>Where the run stands.</summary>
    public RunStatus Status => _status.Status;

    /// <summary>What is judged with: what was told, and over it what people set by hand.</summary>
    public RunFacts Facts => _facts.All;

    /// <summary>What the trainer told.</summary>
    public RunFacts Told => _facts.Told;

    /// <summary>What people set by hand in the inputs so far; where <see cref="IsOutdated"/>, it is not judged with yet.</summary>
    public RunFacts Wanted => _facts.Wanted;

    /// <summary>People set facts by hand that were not in effect from the start: a new monitor is to be made with <see cref="Wanted"/> and fed again.</summary>
    public bool IsOutdated => _facts.IsOutdated;

    /// <summary>Current attempt, from 1; 0 before the first.</summary>
    public int Attempt => _status.Attempt;

    /// <summary>The monitor wants a tick then; null when it waits for nothing.</summary>
    public Timestamp? NextDeadline { get; private set; }

    /// <summary>The metric sets that were named, in order: a frame of any other set, or of another count of metrics, is not understood.</summary>
    public IReadOnlyList<ProducerSet> KnownSets => _sets.Sets;

    /// <summary>Frames that were not understood and changed nothing.</summary>
    public long IgnoredFrames { get; private set; }

    /// <summary>Takes one input and adds the events that it brings, numbered on.</summary>
    public void Apply(long position, RunInput input, ICollection<RunEvent> events)
    {
        Position = position;
        _events.Open(events, input.ReceivedAt);
        if (_createdAt is null)
        {
            _createdAt = input.ReceivedAt;
            _silentSince = input.ReceivedAt;
        }

        switch (input)
        {
            case FramesInput frames: Take(frames); break;
            case SetInput set: Take(set); break;
            case FactsInput facts: Take(facts); break;
            case MarkInput mark: Take(mark); break;
            case TickInput: Tick(input.ReceivedAt); break;
            case CommandInput command: _commands.Issue(command.Command, Status.IsOver(), _fold.Step); break;
            case OutcomeInput outcome: _commands.Take(outcome, _fold.Step); break;
            case FinishInput finish: Take(finish); break;
            case AlertInput alert when Status.IsLive(): _judge.Trainer.Take(alert, _fold.Step); break;
            case FactsByHandInput byHand: _facts.Set(byHand); break;
        }

        NextDeadline = Deadline();
        _events.Close();
    }

    /// <summary>An immutable picture of what is known.</summary>
    public RunMonitorSnapshot Describe()
    {
        var view = _fold.View(Context(_events.At));
        var limit = SilenceLimit();
        return new RunMonitorSnapshot
        {
            Run = Run,
            Position = Position,
            Status = Status,
            StatusReason = _status.Reason,
            Facts = Facts,
            Kind = _fold.Kind,
            FactsByHand = _facts.ByHand,
            Phase = _phase,
            JobPlugin = _status.JobPlugin,
            Attempt = Attempt,
            Step = _fold.HighestStep,
            Samples = _fold.Samples,
            CreatedAt = _createdAt ?? default,
            LastReportAt = _lastReportAt,
            EndedAt = _status.EndedAt,
            ExpectedInterval = _fold.Reports.Count == 0 ? null : TimeSpan.FromMicroseconds(_fold.Reports.Quantile(0.5)),
            SilenceLimit = _lastReportAt is null ? null : TimeSpan.FromMicroseconds(limit),
            NextDeadline = NextDeadline,
            Metrics = [.. Enumerable.Range(0, _series.Count).Select(_series.Describe)],
            Alerts = [.. _judge.Alerts],
            Findings = _judge.Findings,
            Evidence = _judge.Evidence,
            Health = Health.Of(view),
            Unsent = _judge.Unsent,
            Judgements = [.. _judge.Describe(view)],
            PendingCommands = _commands.Pending,
            LastEvent = _events.Last,
        };
    }

    private void Take(FramesInput input)
    {
        foreach (var frame in input.Frames)
        {
            if (_sets.Find(frame.Producer, frame.Set) is not { } columns || columns.Series.Length != frame.Metrics)
            {
                IgnoredFrames++;
                continue;
            }

            if (!columns.IsSystem) TakeReport(frame, input.ReceivedAt);
            var context = Context(input.ReceivedAt);
            for (var row = 0; row < frame.Rows; row++) _fold.Take(columns, frame, row, frame.Attempt < Attempt, context);
        }
    }

    /// <summary>The training lives: that the machine does says nothing of it.</summary>
    private void TakeReport(Frame frame, Timestamp at)
    {
        if (frame.Attempt > Attempt) BeginAttempt(frame.Attempt);
        _lastReportAt = at;
        _silentSince = at;
        _status.TakeData(_fold.Step);
    }

    private void Take(SetInput input)
    {
        var set = new ProducerSet(input.Producer, input.Set, input.Rank, input.Names.Length);
        if (input.Names.IsEmpty || _sets.Find(input.Producer, input.Set) is not null) return;
        _sets.TryAdd(set, [.. input.Names.Select(name => _series.Add(name, input.Rank, Facts))]);
        _fold.Assign(Facts);
    }

    private void Take(FactsInput input)
    {
        _facts.Tell(input.Facts);
        _fold.Assign(Facts);
    }

    private void Take(MarkInput input)
    {
        switch (input.Kind)
        {
            case MarkKind.Created: _status.Create(_fold.Step); break;
            case MarkKind.Attempt when input.Value > Attempt && input.Value <= int.MaxValue: BeginAttempt((int)input.Value); break;
            case MarkKind.Phase:
                _phase = new RunPhase(input.Text, input.Value);
                _fold.Rebaseline();
                break;
            case MarkKind.Job: _status.JobPlugin = input.Text; break;
            case MarkKind.Downtime:
                var shifted = _silentSince + TimeSpan.FromMicroseconds(Math.Clamp(input.Value, 0, 1L << 55));
                _silentSince = shifted < input.ReceivedAt ? shifted : input.ReceivedAt;
                break;
        }
    }

    private void Take(FinishInput input)
    {
        // The others of a distributed run leave when they are done; the first of them ends it.
        if (!_status.MayFinish(input) || (input.Status == RunStatus.Finished && _sets.IsFollower(input.Producer))) return;
        End($"the run {(input.Status == RunStatus.Cancelled ? "was cancelled" : input.Status.ToWord())}");
        _status.Finish(input, _fold.Step);
    }

    private void Tick(Timestamp now)
    {
        _commands.Expire(now, _fold.Step);
        if (!Status.IsLive()) return;
        if (LostAt() is { } lostAt && now >= lostAt)
        {
            var silence = VerdictWords.Duration((now - _silentSince).TotalMicroseconds);
            End("the run is lost");
            _status.Lose($"nothing was reported for {silence}", now, _fold.Step);
            return;
        }

        _judge.Judge(Occasions.Time, _fold.View(Context(now)));
    }

    private void End(string why)
    {
        _judge.End(why, _fold.View(Context(_events.At)));
        _commands.End(_fold.Step);
    }

    private void BeginAttempt(int attempt)
    {
        if (Attempt > 0) _fold.Restart();
        _status.Attempt = attempt;
    }

    private ViewContext Context(Timestamp now) =>
        new(now, Status, _createdAt ?? now, _lastReportAt is null ? null : _silentSince, Attempt);

    private double SilenceLimit() => StalledRunDetector.Limit(_fold.Reports, _catalog.StalledRun, _createdAt ?? default);

    private Timestamp? LostAt() => Status.IsLive() && _status.JobPlugin is null ? _silentSince + _options.LostAfter : null;

    private Timestamp? Deadline()
    {
        var next = Earlier(LostAt(), _commands.NextExpiry);
        if (Status != RunStatus.Running || _judge.IsFiring(Occasions.Time) || _judge.IsDisabled(StalledRunDetector.Id)) return next;
        var limit = (long)Math.Ceiling(Math.Min(SilenceLimit(), 1e15));
        return Earlier(next, new Timestamp(_silentSince.Microseconds + limit));
    }

    private static Timestamp? Earlier(Timestamp? left, Timestamp? right) =>
        left is { } one && right is { } other ? (one < other ? one : other) : left ?? right;
}
