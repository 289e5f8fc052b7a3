using Grpc.Net.Client;
using Tracker.Benchmarks.Measuring;

namespace Tracker.Benchmarks.Trainers;

/// <summary>Trainers side by side, each with a connection of its own, as processes have.</summary>
internal sealed class TrainerGroup : IDisposable
{
    /// <summary>A socket has a short queue of those who knock.</summary>
    private const int AtTheDoor = 64;

    private readonly GrpcChannel?[] _channels;
    private readonly TrainerStream[] _streams;

    private TrainerGroup(int count)
    {
        _channels = new GrpcChannel?[count];
        _streams = new TrainerStream[count];
    }

    public IReadOnlyList<TrainerStream> Streams => _streams;

    /// <summary>Samples of all that the daemon acknowledged.</summary>
    public long Acknowledged => _streams.Sum(static stream => stream.Acknowledged);

    public static async Task<TrainerGroup> OpenAsync(
        MeasuredDaemon daemon, int count, Func<int, FrameSource> source, CancellationToken cancellationToken)
    {
        var group = new TrainerGroup(count);
        try
        {
            var doors = new ParallelOptions { MaxDegreeOfParallelism = AtTheDoor, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, count, doors, async (i, _) =>
            {
                group._channels[i] = daemon.Connect();
                group._streams[i] = new TrainerStream(group._channels[i]!, source(i), cancellationToken);
                await group._streams[i].OpenAsync($"benchmark-{i}");
            });
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Does it for all at once; the first fault is thrown at once, for others may wait for ever then.</summary>
    public async Task EachAsync(Func<TrainerStream, int, Task> act)
    {
        var tasks = _streams.Select((stream, i) => Task.Run(() => act(stream, i))).ToList();
        while (tasks.Count > 0)
        {
            var done = await Task.WhenAny(tasks);
            tasks.Remove(done);
            await done;
        }
    }

    public void Dispose()
    {
        foreach (var stream in _streams) stream?.Dispose();
        foreach (var channel in _channels) channel?.Dispose();
    }
}
