using Tracker.Client;

namespace Tracker.Endurance.Soak;

/// <summary>One training of the lab while it lives, and what it knows to have sent.</summary>
internal sealed class Training(TrainingPlan plan, LabPlace place)
{
    private static readonly TimeSpan ToTheEnd = TimeSpan.FromMinutes(3);

    private readonly List<(int Rank, long From, long To)> _logged = [];
    private readonly Lock _lock = new();

    public TrainingPlan Plan => plan;

    public string Run { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>When rows were logged, and the pauses between.</summary>
    public Pauses Pauses { get; } = new();

    /// <summary>Everything that was logged is acknowledged.</summary>
    public bool Complete { get; private set; }

    /// <summary>Samples that its processes hold to be durable.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Samples that a client gave up, or that the daemon refused: a healthy trainer has none.</summary>
    public long GivenUp { get; private set; }

    /// <summary>Every row that was logged, each as often as it was.</summary>
    public IEnumerable<(int Rank, long Step)> Logged()
    {
        foreach ((int rank, long from, long to) in _logged)
        {
            for (long step = from; step < to; step++) yield return (rank, step);
        }
    }

    public async Task TrainAsync(CancellationToken stop)
    {
        bool dies = plan.Ending != Ending.Finishes;
        bool ended = await AttemptAsync(1, 0, dies ? plan.DiesAt : plan.Steps, dies, stop).ConfigureAwait(false);
        if (plan.Ending == Ending.DiesAndResumes)
        {
            // The scheduler starts it again from its last checkpoint.
            using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1 + (plan.Seed % 4)));
            await pause.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
            long checkpoint = plan.DiesAt - (plan.DiesAt % Math.Max(1, plan.EvaluateEvery));
            ended = await AttemptAsync(2, checkpoint, plan.Steps, dies: false, stop).ConfigureAwait(false);
        }

        Complete = ended && plan.Ending != Ending.DiesForGood;
    }

    private async Task<bool> AttemptAsync(int attempt, long from, long to, bool dies, CancellationToken stop)
    {
        bool[] all = await Task.WhenAll(Enumerable.Range(0, plan.Ranks).Select(rank => ReportAsync(rank, attempt, from, to, dies, stop))).ConfigureAwait(false);
        return all.All(static one => one);
    }

    private async Task<bool> ReportAsync(int rank, int attempt, long from, long to, bool dies, CancellationToken stop)
    {
        TrackerRun run = TrackerRun.Start(new RunOptions
        {
            Run = Run,
            Facts = Curves.Facts(plan),
            Attempt = attempt,
            Rank = rank,
            WorldSize = plan.Ranks,
            Server = "unix:" + place.Socket,
            SpoolDirectory = Path.Combine(place.Spool, $"{Run}-{rank}"),
            // A process that dies waits for nothing.
            CloseTimeout = dies ? TimeSpan.Zero : ToTheEnd,
            OnMessage = static _ => { },
        });
        long step = from;
        try
        {
            using var pace = new PeriodicTimer(plan.Pace);
            for (; step < to && !stop.IsCancellationRequested; step++)
            {
                run.Log(step, Curves.Row(plan, rank, step));
                if (Curves.Evaluation(plan, rank, step) is { Length: > 0 } evaluation) run.Log(step, evaluation);
                Pauses.Note();
                await pace.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return !dies && await EndAsync(run).ConfigureAwait(false);
        }
        finally
        {
            await run.DisposeAsync().ConfigureAwait(false);
            RunCounters counters = run.Counters;
            lock (_lock)
            {
                _logged.Add((rank, from, step));
                Acknowledged += counters.Acknowledged;
                GivenUp += counters.Dropped + counters.Rejected;
            }
        }
    }

    /// <summary>The last rank ends the run for all, once the others have sent everything.</summary>
    private async Task<bool> EndAsync(TrackerRun run)
    {
        if (Interlocked.Increment(ref _ready) < plan.Ranks) return await run.FlushAsync().ConfigureAwait(false);
        return await run.FinishAsync().ConfigureAwait(false);
    }

    private int _ready;
}
