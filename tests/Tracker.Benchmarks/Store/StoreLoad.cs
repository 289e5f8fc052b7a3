using Tracker.Benchmarks.Measuring;
using Tracker.Benchmarks.Trainers;

namespace Tracker.Benchmarks.Store;

/// <summary>What the measures share.</summary>
internal static class StoreLoad
{
    /// <summary>For all that a daemon may have left to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Fills runs with samples and ends them; returns how many samples there are.</summary>
    public static async Task<long> FillAsync(
        MeasuredDaemon daemon, SampleShape shape, int runs, int messageSize, long messages, CancellationToken cancellationToken)
    {
        using var trainers = await TrainerGroup.OpenAsync(daemon, runs, i => new FrameSource(i, shape, messageSize), cancellationToken);
        await trainers.EachAsync(async (stream, _) =>
        {
            await stream.SendAsync(messages);
            await stream.FinishAsync();
        });
        await daemon.SettleAsync(true, Patience, cancellationToken);
        return trainers.Streams.Sum(static stream => stream.Acknowledged);
    }
}
