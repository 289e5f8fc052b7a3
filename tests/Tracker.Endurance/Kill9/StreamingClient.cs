using Tracker.Client;
using Tracker.Contracts.V1;

namespace Tracker.Endurance.Kill9;

/// <summary>A trainer in this process that logs rows at a steady pace until it is told to stop. Its values follow from the step.</summary>
internal sealed class StreamingClient : IAsyncDisposable
{
    public static readonly string[] Metrics = ["train/loss", "train/accuracy", "learning_rate"];

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);

    private readonly Func<long, double> _loss;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _training;

    public StreamingClient(string name, string socket, string spool, Func<long, double> loss)
    {
        _loss = loss;
        Run = TrackerRun.Start(Options(name, socket, spool));
        _training = Task.Run(TrainAsync);
    }

    public TrackerRun Run { get; }

    /// <summary>Steps that were logged, from 0.</summary>
    public long Steps { get; private set; }

    public static RunOptions Options(string name, string socket, string spool) => new()
    {
        Name = name,
        Server = "unix:" + socket,
        SpoolDirectory = Path.Combine(spool, name),
        CloseTimeout = TimeSpan.FromMinutes(2),
        OnMessage = _ => { },
        Facts = new Facts { Kind = TrainingKind.Supervised, NumClasses = 10, DatasetSize = 50_000, BatchSize = 32, StepUnit = StepUnit.Step },
    };

    public (string Name, double Value)[] Row(long step) =>
        [(Metrics[0], _loss(step)), (Metrics[1], 0.1 + (step % 7 * 0.001)), (Metrics[2], 0.000_01)];

    /// <summary>Ends the run; true if the daemon holds all of it.</summary>
    public async Task<bool> FinishAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _training.ConfigureAwait(false);
        return await Run.FinishAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _training.ConfigureAwait(false);
        await Run.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task TrainAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                Run.Log(Steps, Row(Steps++));
        }
        catch (OperationCanceledException)
        {
        }
    }
}
