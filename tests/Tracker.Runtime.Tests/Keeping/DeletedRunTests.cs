using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Keeping;

/// <summary>What becomes of reports to a run that somebody deleted.</summary>
public sealed class DeletedRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Report_ToADeletedRun_IsTakenAndANewAttemptBringsItBack()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        var keeping = host.Keeping;
        await FinishAsync(host);
        var now = Timestamp.From(host.Time.GetUtcNow());
        Assert.Equal(WriteOutcome.Durable, (await keeping.DeleteAsync(Sent.Run, now, now + TimeSpan.FromDays(7), "")).Outcome);

        // A late facts input is stored and changes nothing of it.
        Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(4, 2), default)).State);
        Assert.Equal(0, await host.Store.CountAsync(default));

        await host.Router.HelloAsync(Sent.Run, Sent.Hello(attempt: 2), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Frame(5, 3), default);
        await Eventually.HoldsAsync("the run is listed again", async () => await host.Store.CountAsync(default) == 1);
    }

    [Fact]
    public async Task Report_ToAPurgedRun_IsRefusedInASentenceAndMakesNothing()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        var keeping = host.Keeping;
        await FinishAsync(host);
        var now = Timestamp.From(host.Time.GetUtcNow());
        await keeping.DeleteAsync(Sent.Run, now, now, "");
        await keeping.BeginPurgeAsync(Sent.Run);
        while (!(await keeping.PurgeAsync(Sent.Run, TimeSpan.FromSeconds(1))).IsDone)
        {
        }

        // The mailbox is still in memory and learns of it by its first write.
        var first = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(4, 2), default);
        var second = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(5, 2), default);
        var hello = await host.Router.HelloAsync(Sent.Run, Sent.Hello(attempt: 2), default);

        Assert.Equal(SubmitState.Rejected, first.State);
        Assert.Equal((SubmitState.Rejected, $"Run {Sent.Run} was deleted for good: start another run."), (second.State, second.Reason));
        Assert.Equal($"Run {Sent.Run} was deleted for good: start another run.", hello.Refusal);
        Assert.Equal(0, await host.Store.CountAsync(default));
        Assert.Null(await host.Journal.PeekAsync(Sent.Run, default));
    }

    private static async Task FinishAsync(TrackerHost host)
    {
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: new RunFacts { Name = "over" }), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 1), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Finish(3), default);
        await Eventually.HoldsAsync(
            "the end is stored", async () => await host.Store.GetAsync(Sent.Run, default) is { Status: RunStatus.Finished });
    }
}
