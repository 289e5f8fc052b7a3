using System.Globalization;
using System.Runtime.CompilerServices;
using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;

namespace Tracker.Benchmarks.Store;

/// <summary>What a sample costs as runs become many, and as a run becomes long: the slope matters, not the constant.</summary>
internal static class GrowthMeasures
{
    private const int MessageSize = 1_000;

    // Enough samples that steps of 10 ms of processor time are 1 %.
    private const long MeasuredMessages = 4_000;

    private const long WarmMessages = 4_000;

    /// <summary>The same number of samples at the same rate, in all, from ever more runs.</summary>
    public static async IAsyncEnumerable<StoreResult> ByRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var runs in (int[])[1, 10, 100, 1_000])
        {
            await using var daemon = await MeasuredDaemon.StartAsync();
            using var trainers = await TrainerGroup.OpenAsync(daemon, runs, static i => new FrameSource(i, SampleShape.Training, MessageSize), cancellationToken);
            // A daemon that just started compiles its code; that is no cost of a sample.
            await CostAsync(daemon, trainers, WarmMessages / runs, null, cancellationToken);
            var cost = await CostAsync(daemon, trainers, MeasuredMessages / runs, TimeSpan.FromMilliseconds(4) * runs, cancellationToken);
            yield return new StoreResult(string.Create(CultureInfo.InvariantCulture, $"processor time a sample with {runs:N0} runs at 250,000 samples/s"), cost, "ns");
        }
    }

    /// <summary>From 10^k to 2 x 10^k samples in a run, for so many runs that it can be measured.</summary>
    /// <param name="longest">The last k.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<StoreResult> ByLengthAsync(int longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var power = 3; power <= longest; power++)
        {
            var messages = (long)Math.Pow(10, power) / MessageSize;
            var runs = (int)Math.Clamp(MeasuredMessages / messages, 1, 100);
            await using var daemon = await MeasuredDaemon.StartAsync();
            using var trainers = await TrainerGroup.OpenAsync(daemon, runs, static i => new FrameSource(i, SampleShape.Training, MessageSize), cancellationToken);
            await StoreLoad.FillAsync(daemon, SampleShape.Training, 4, MessageSize, WarmMessages / 4, cancellationToken);
            await CostAsync(daemon, trainers, messages, null, cancellationToken);
            var cost = await CostAsync(daemon, trainers, messages, null, cancellationToken);
            yield return new StoreResult(string.Create(CultureInfo.InvariantCulture, $"processor time a sample from 10^{power} samples in a run on"), cost, "ns");
        }
    }

    private static async Task<double> CostAsync(
        MeasuredDaemon daemon, TrainerGroup trainers, long messages, TimeSpan? interval, CancellationToken cancellationToken)
    {
        await daemon.SettleAsync(false, StoreLoad.Patience, cancellationToken);
        var before = daemon.CpuNanoseconds;
        await trainers.EachAsync(async (stream, i) =>
        {
            if (interval is { } pace) await stream.PaceAsync(pace / trainers.Streams.Count * i, pace, messages);
            else await stream.SendAsync(messages);
            await stream.DrainAsync();
        });
        await daemon.SettleAsync(false, StoreLoad.Patience, cancellationToken);
        return (daemon.CpuNanoseconds - before) / (messages * MessageSize * trainers.Streams.Count);
    }
}
