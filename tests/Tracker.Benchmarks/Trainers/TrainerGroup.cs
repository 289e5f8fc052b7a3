using Grpc.Net.Client;
using Tracker.Benchmarks.Measuring;

namespace Tracker.Benchmarks.Trainers;

/// <summary>Trainers side by side, each with a connection of its own, as processes have.</summary>
internal sealed class TrainerGroup : IDisposable
{
    private const int AtTheDoor = 64;

    private readonly List<GrpcChannel> _channels = [];
    private readonly List<TrainerStream> _streams = [];

    public IReadOnlyList<TrainerStream> Streams => _streams;

    public static async Task<TrainerGroup> OpenAsync(
        MeasuredDaemon daemon, int count, Func<int, FrameSource> source, CancellationToken cancellationToken)
    {
        var group = new TrainerGroup();
        try
        {
            for (var i = 0; i < count; i++)
            {
                group._channels.Add(daemon.Connect());
                group._streams.Add(new TrainerStream(group._channels[i], source(i), cancellationToken));
            }

            // A socket has a short queue of those who knock.
            using var doors = new SemaphoreSlim(AtTheDoor);
            await group.EachAsync(async (stream, i) =>
            {
                await doors.WaitAsync(cancellationToken);
                await stream.OpenAsync($"benchmark-{i}");
                doors.Release();
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
        foreach (var stream in _streams) stream.Dispose();
        foreach (var channel in _channels) channel.Dispose();
    }
}
