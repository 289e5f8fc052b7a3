using System.Diagnostics;
using System.Globalization;
using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;
using Tracker.Contracts.V1;

namespace Tracker.Benchmarks.Ingest;

/// <summary>One load on a daemon of its own.</summary>
/// <param name="MessageSize">Samples a message.</param>
/// <param name="Runs">Runs, each with a stream.</param>
/// <param name="Duration">How long messages are sent.</param>
/// <param name="Interval">Time between two messages of a run; null sends as fast as the daemon takes them.</param>
internal sealed record IngestLoad(int MessageSize, int Runs, TimeSpan Duration, TimeSpan? Interval)
{
    /// <summary>Beyond the load itself, for all that must come to an end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// A laboratory's daemon runs for weeks: what it and this program compile in their first seconds is measured by itself, where the load is paced.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidOperationException">Something that was acknowledged is not stored, or a message was refused.</exception>
    /// <exception cref="TimeoutException">It does not come to an end.</exception>
    public async Task<IngestResult> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Duration + WarmUp + Patience);
        try
        {
            await using var daemon = await MeasuredDaemon.StartAsync();
            return await RunAsync(daemon, limit.Token);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture, $"The load of {MessageSize} samples a message did not end within {(Duration + Patience).TotalSeconds:0} s."));
        }
    }

    private async Task<IngestResult> RunAsync(MeasuredDaemon daemon, CancellationToken cancellationToken)
    {
        using var trainers = await TrainerGroup.OpenAsync(daemon, Runs, i => new FrameSource(i, SampleShape.Training, MessageSize), cancellationToken);
        var cold = new LatencyHistogram();
        if (Interval is { } pace) await WarmUpAsync(trainers, pace, cold);
        var before = trainers.Acknowledged;
        var server = daemon.CpuNanoseconds;
        var client = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource(Duration);
        await trainers.EachAsync(async (stream, i) =>
        {
            if (Interval is { } interval) await stream.PaceAsync(interval / Runs * i, interval, stop.Token);
            else await stream.StreamAsync(stop.Token);
            await stream.FinishAsync();
        });
        var elapsed = watch.Elapsed;
        var clientCpu = Process.GetCurrentProcess().TotalProcessorTime - client;
        await daemon.SettleAsync(true, Patience, cancellationToken);
        var serverCpu = daemon.CpuNanoseconds - server;
        var stored = trainers.Acknowledged;
        var samples = stored - before;
        await CompareAsync(daemon, trainers.Streams, cancellationToken);
        await daemon.StopAsync();
        var latency = new LatencyHistogram();
        foreach (var stream in trainers.Streams) latency.Add(stream.TakeLatency());
        return new IngestResult(
            MessageSize, samples / elapsed.TotalSeconds, serverCpu / samples, latency.Milliseconds(0.5), latency.Milliseconds(0.99),
            (double)daemon.DatabaseBytes / stored, clientCpu.TotalNanoseconds / samples, stored, Runs, Interval is not null, cold.Milliseconds(0.99));
    }

    private async Task WarmUpAsync(TrainerGroup trainers, TimeSpan interval, LatencyHistogram latency)
    {
        await trainers.EachAsync(async (stream, i) =>
        {
            await stream.PaceAsync(interval / Runs * i, interval, (long)(WarmUp / interval));
            await stream.DrainAsync();
        });
        foreach (var stream in trainers.Streams) latency.Add(stream.TakeLatency());
    }

    /// <summary>What the daemon counts of each run, and every sample of one run, are what was acknowledged.</summary>
    private static async Task CompareAsync(MeasuredDaemon daemon, IReadOnlyList<TrainerStream> streams, CancellationToken cancellationToken)
    {
        using var channel = daemon.Connect();
        var runs = new RunsService.RunsServiceClient(channel);
        foreach (var stream in streams)
        {
            var known = await runs.GetRunAsync(new GetRunRequest { Run = stream.Run }, cancellationToken: cancellationToken);
            Compare(stream, known.Metrics.Sum(static metric => (long)(metric.Count - metric.Late)), "counted");
        }

        var exported = 0L;
        using var export = runs.ExportRun(new ExportRunRequest { Run = streams[0].Run }, cancellationToken: cancellationToken);
        while (await export.ResponseStream.MoveNext(cancellationToken)) exported += export.ResponseStream.Current.Samples.Count;
        Compare(streams[0], exported, "exported");
    }

    private static void Compare(TrainerStream stream, long found, string how)
    {
        if (found == stream.Acknowledged) return;
        throw new InvalidOperationException($"Run {stream.Run}: {stream.Acknowledged} samples were acknowledged and {found} {how}.");
    }
}
