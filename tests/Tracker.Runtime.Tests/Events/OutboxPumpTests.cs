using System.Collections.Concurrent;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Events;
using Tracker.Runtime.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Events;

public sealed class OutboxPumpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pump_ConsumerDiesWhileHandling_GetsItAgainAfterTheRestart()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = new OutboxConsumer("notify", Wanted, async (_, _) =>
        {
            entered.TrySetResult();
            await new TaskCompletionSource().Task;
        });
        await using (var host = await TrackerHost.StartAsync(_folder.Path, consumers: stuck))
        {
            await DivergeAsync(host);
            await entered.Task;
            await host.KillAsync();
        }

        var seen = new ConcurrentQueue<RunEvent>();
        var notify = new OutboxConsumer("notify", Wanted, (told, _) =>
        {
            seen.Enqueue(told.Event);
            return ValueTask.CompletedTask;
        });
        await using (var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(9), consumers: notify))
        {
            await Eventually.HoldsAsync("the event is handled", () => !seen.IsEmpty);
            await Eventually.HoldsAsync("the row is gone", async () => (await next.Store.OutboxAsync("notify", 0, 9, default)).IsEmpty);
        }

        await using var third = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddSeconds(19), consumers: notify);
        Assert.Equal("non-finite", ((AlertChanged)Assert.Single(seen)).Alert.Detector);
    }

    [Fact]
    public async Task Pump_ConsumerThrows_IsOfferedTheSameAgainBeforeTheNext()
    {
        var seen = new ConcurrentQueue<ulong>();
        var notify = new OutboxConsumer("notify", static _ => true, (told, _) =>
        {
            seen.Enqueue(told.Event.Number);
            return seen.Count == 1 ? throw new InvalidOperationException("not now") : ValueTask.CompletedTask;
        });
        await using var host = await TrackerHost.StartAsync(_folder.Path, consumers: notify);
        await DivergeAsync(host);

        await Eventually.HoldsAsync("all are handled", () =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return seen.Count > 2;
        });

        Assert.Equal([1UL, 1UL, 2UL], seen.Take(3));
    }

    private static bool Wanted(RunEvent told) => told is AlertChanged;

    private static async Task DivergeAsync(TrackerHost host)
    {
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 1), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Frame(3, 2, double.NaN), default);
    }
}
