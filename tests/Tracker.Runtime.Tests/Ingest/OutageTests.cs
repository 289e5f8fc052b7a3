using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>A store that takes nothing for a while, and what waits for it.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(OutageKind.Failing)]
    [InlineData(OutageKind.Full)]
    public async Task StoreFails_LongerThanARunMayBeSilent_NobodyIsCalledForIt(object kind)
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        for (var i = 2UL; i <= 100; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i), default);
        }

        host.Outage.Kind = (OutageKind)kind;
        for (var i = 0; i < 30; i++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(SubmitState.StoreFailed, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(101, 101), default)).State);
        }

        host.Outage.Kind = OutageKind.None;
        // The trainer is still on its way back when the run looks at its deadline.
        await Eventually.HoldsAsync("the run writes again", async () =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return (await host.Journal.InputsAsync(Sent.Run))[^1] is not FramesInput;
        });

        var mark = Assert.IsType<MarkInput>((await host.Journal.InputsAsync(Sent.Run)).Find(static input => input is not (FramesInput or SetInput or FactsInput) and not MarkInput { Kind: MarkKind.Created or MarkKind.Attempt }));
        Assert.Equal(MarkKind.Downtime, mark.Kind);
        Assert.InRange(mark.Value, TimeSpan.FromSeconds(280).TotalMicroseconds, TimeSpan.FromSeconds(330).TotalMicroseconds);
        Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(101, 101), default)).State);
        Assert.DoesNotContain((await host.Router.DescribeAsync(Sent.Run, default))!.Alerts, static alert => alert.Severity > Severity.Info);
    }

    [Fact]
    public async Task StoreFails_UntilTheDaemonIsStartedAgain_NobodyIsCalledForIt()
    {
        var start = Sent.Start;
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
            for (var i = 2UL; i <= 100; i++)
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
                await host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i), default);
            }

            host.Outage.Kind = OutageKind.Full;
            for (var i = 0; i < 30; i++)
            {
                await host.Router.SubmitAsync(Sent.Run, Sent.Frame(101, 101), default);
                host.Time.Advance(TimeSpan.FromSeconds(10));
            }

            start = host.Time.GetUtcNow();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path, start.AddSeconds(2));

        var mark = Assert.IsType<MarkInput>((await next.Journal.InputsAsync(Sent.Run))[^1]);
        Assert.Equal(MarkKind.Downtime, mark.Kind);
        Assert.InRange(mark.Value, TimeSpan.FromSeconds(290).TotalMicroseconds, TimeSpan.FromSeconds(310).TotalMicroseconds);
        Assert.DoesNotContain((await next.Router.DescribeAsync(Sent.Run, default))!.Alerts, static alert => alert.Severity > Severity.Info);
    }

    [Fact]
    public async Task RoomAsync_CallsWaitForRoom_CompletesBehindThem()
    {
        var limits = new IngestLimits { UndecidedBytesPerRun = 4 << 10 };
        await using var host = await TrackerHost.StartAsync(_folder.Path, limits: limits);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        await host.Router.RoomAsync(Sent.Run, default);
        host.Outage.Kind = OutageKind.Dead;
        using var patience = new CancellationTokenSource();
        var calls = Enumerable.Range(2, 100).Select(i => host.Router.SubmitAsync(Sent.Run, Sent.Frame((ulong)i, i), patience.Token).AsTask()).ToList();

        var room = host.Router.RoomAsync(Sent.Run, default).AsTask();
        var waited = !room.IsCompleted;
        await patience.CancelAsync();
        await room;
        var refused = await Task.WhenAny(calls.Skip(60));
        await host.KillAsync();

        Assert.True(waited);
        Assert.Equal(SubmitState.Overloaded, (await refused).State);
    }

    [Fact]
    public void Bytes_FactsWithLongValues_WeighWhatTheyHold()
    {
        var facts = new RunFacts { Tags = RunFacts.None.Tags.Add("note", new string('x', 4_000)) };

        Assert.InRange(InputWeight.Bytes(new FactsInput(default, Sent.Trainer, 1, facts)), 4_000, 4_400);
    }
}
