using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Store;

/// <summary>How long a curve of ten million samples takes to come as a thousand points, over the wire.</summary>
internal static class CurveMeasures
{
    private const int MessageSize = 5_000;
    private const int Repeats = 50;

    public static async IAsyncEnumerable<StoreResult> MeasureAsync(StoreSize size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var daemon = await MeasuredDaemon.StartAsync();
        var shape = SampleShape.OneLoss;
        using var trainers = await TrainerGroup.OpenAsync(daemon, 1, _ => new FrameSource(0, shape, MessageSize), cancellationToken);
        var stream = trainers.Streams[0];
        await stream.SendAsync(size.CurveMessages);
        await stream.FinishAsync();
        await daemon.SettleAsync(true, StoreLoad.Patience, cancellationToken);
        await daemon.StopAsync();
        await daemon.StartAgainAsync();

        using var channel = daemon.Connect();
        var runs = new RunsService.RunsServiceClient(channel);
        var samples = (ulong)(MessageSize * size.CurveMessages);
        var request = new GetCurveRequest { Run = stream.Run, Metrics = { shape.Names }, Points = 1_000 };
        // A daemon that just started compiles the door and the services with the first answer, whatever is asked.
        var watch = Stopwatch.StartNew();
        await runs.ListRunsAsync(new ListRunsRequest(), cancellationToken: cancellationToken);
        yield return new StoreResult("first answer after a start, a list of runs", watch.Elapsed.TotalMilliseconds, "ms");
        var times = await Times.OfAsync(Repeats, async () =>
        {
            var answer = await runs.GetCurveAsync(request, cancellationToken: cancellationToken);
            if (answer.Curves is not [{ Points.Count: > 500 and <= 1_000 } curve] || curve.Samples != samples)
                throw new InvalidOperationException($"The curve stands for {answer.Curves.FirstOrDefault()?.Samples ?? 0} of {samples} samples.");
        });
        var name = string.Create(CultureInfo.InvariantCulture, $"curve of {samples:N0} samples to 1,000 points");
        yield return new StoreResult($"{name}, first after that", times.First, "ms");
        yield return new StoreResult($"{name}, median", times.Median, "ms", 5);
        yield return new StoreResult($"{name}, slowest", times.Slowest, "ms");
    }
}
