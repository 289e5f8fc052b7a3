using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Events;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>What goes wrong inside the daemon costs nobody an answer, and no run its next start.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restart_JudgingAnEntryThrows_RunIsServedAsBefore()
    {
        var faulty = new OutboxConsumer(
            "notify", static said => said is AlertChanged ? throw new InvalidOperationException("broken") : false, static (_, _) => default);
        await using (var host = await TrackerHost.StartAsync(_folder.Path, consumers: faulty))
        {
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
            host.Outage.Kind = OutageKind.NothingDerived;
            await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
            Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 1, double.NaN), default)).State);
            Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(3, 2), default)).State);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, Sent.Start.AddMinutes(1), consumers: faulty);

        Assert.Equal(3UL, (await next.Router.HelloAsync(Sent.Run, Sent.Hello(), default)).LastSequence);
        Assert.Equal(SubmitState.Durable, (await next.Router.SubmitAsync(Sent.Run, Sent.Frame(4, 3), default)).State);
        Assert.Equal(3, (await next.Router.DescribeAsync(Sent.Run, default))!.Samples);
    }

    [Fact]
    public async Task Submit_TheOtherWritersEntriesCannotBeRead_CallerIsTold()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await using (var other = await TrackerHost.StartAsync(_folder.Path))
            await other.Router.SubmitAsync(Sent.Run, Sent.Set(1, producer: new ProducerId(8)), default);
        Assert.Equal(SubmitState.Fenced, (await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default)).State);
        host.Outage.Kind = OutageKind.Unreadable;

        var told = await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default).AsTask().WaitAsync(Patience);

        Assert.Equal(SubmitState.StoreFailed, told.State);
        host.Outage.Kind = OutageKind.None;
        Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default)).State);
    }

    [Fact]
    public async Task Hello_JournalFailsWhileItsRowWaits_CallerIsTold()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        host.Outage.Kind = OutageKind.NothingDerived;
        var saving = host.Router.HelloAsync(Sent.Run, Sent.Hello(2), default).AsTask();
        await AttemptAsync(host, 2);
        var waiting = host.Router.HelloAsync(Sent.Run, Sent.Hello(3), default).AsTask();
        await AttemptAsync(host, 3);

        host.Outage.Kind = OutageKind.Failing;
        Assert.Equal(SubmitState.StoreFailed, (await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default)).State);

        await Assert.ThrowsAsync<StoreException>(() => waiting.WaitAsync(Patience));
        Assert.False(saving.IsCompleted);
        await host.KillAsync();
    }

    private static Task AttemptAsync(TrackerHost host, int attempt) => Eventually.HoldsAsync(
        $"attempt {attempt} is judged", async () => (await host.Router.DescribeAsync(Sent.Run, default))!.Attempt == attempt);
}
