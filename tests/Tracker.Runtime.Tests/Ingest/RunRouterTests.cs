using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

public sealed class RunRouterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hello_UnknownRun_MakesItAndItIsFoundByName()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);

        var hello = await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: new RunFacts { Name = "mnist" }), default);

        Assert.Null(hello.Refusal);
        Assert.Equal(0UL, hello.LastSequence);
        Assert.Equal(Sent.Run, Assert.Single(await host.Store.FindAsync("mnist", default)).Run);
        Assert.Equal([Sent.Run], host.Router.LiveRuns);
        var inputs = await host.Journal.InputsAsync(Sent.Run);
        Assert.Collection(
            inputs,
            input => Assert.Equal(MarkKind.Created, Assert.IsType<MarkInput>(input).Kind),
            input => Assert.Equal((MarkKind.Attempt, 1), (Assert.IsType<MarkInput>(input).Kind, ((MarkInput)input).Value)),
            input => Assert.Equal("mnist", Assert.IsType<FactsInput>(input).Facts.Name));
    }

    [Fact]
    public async Task Hello_Again_StoresNothingNew()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        var hello = Sent.Hello(facts: new RunFacts { Name = "mnist" });
        await host.Router.HelloAsync(Sent.Run, hello, default);
        var before = await host.Journal.InputsAsync(Sent.Run);

        await host.Router.HelloAsync(Sent.Run, hello, default);

        Assert.Equal(before.Count, (await host.Journal.InputsAsync(Sent.Run)).Count);
    }

    [Fact]
    public async Task Submit_UnknownRun_IsRefusedAndLeavesNothing()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);

        var result = await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);

        Assert.Equal(SubmitState.Rejected, result.State);
        Assert.Contains("There is no run", result.Reason, StringComparison.Ordinal);
        Assert.Null(await host.Journal.PeekAsync(Sent.Run, default));
        Assert.Null(await host.Router.DescribeAsync(Sent.Run, default));
    }

    [Fact]
    public async Task Submit_Frames_AreDurableAndDescribed()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);

        Assert.Equal(new SubmitResult(SubmitState.Durable, 1, 0, ""), await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default));
        Assert.Equal(new SubmitResult(SubmitState.Durable, 2, 0, ""), await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 5, 0.25), default));
        Assert.Equal(new SubmitResult(SubmitState.Duplicate, 2, 0, ""), await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 5, 0.25), default));

        var picture = await host.Router.DescribeAsync(Sent.Run, default);
        Assert.Equal((1L, 5L, RunStatus.Running), (picture!.Samples, picture.Step, picture.Status));
        Assert.Equal(0.25, Assert.Single(picture.Metrics).Last);
        Assert.Equal([2UL], (await host.Journal.InputsAsync(Sent.Run)).Sequences(Sent.Trainer));
    }

    [Fact]
    public async Task Submit_Refused_SpendsItsSequenceForGood()
    {
        await using (var host = await TrackerHost.StartAsync(_folder.Path))
        {
            await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
            await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);

            var refused = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, -1), default);

            Assert.Equal((SubmitState.Rejected, 2UL), (refused.State, refused.DurableSequence));
            Assert.Equal($"step -1 of run {Sent.Run}: steps are 0 or more.", refused.Reason);
            Assert.Equal(SubmitState.Durable, (await host.Router.SubmitAsync(Sent.Run, Sent.Frame(3, 1), default)).State);
            await host.KillAsync();
        }

        await using var next = await TrackerHost.StartAsync(_folder.Path);
        Assert.Equal(3UL, (await next.Router.HelloAsync(Sent.Run, Sent.Hello(), default)).LastSequence);
        Assert.Equal(SubmitState.Duplicate, (await next.Router.SubmitAsync(Sent.Run, Sent.Frame(2, -1), default)).State);
    }

    [Fact]
    public async Task Submit_ManyAtOnce_AreGroupedAndInOrder()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        var calls = new List<Task<SubmitResult>> { host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default).AsTask() };
        for (var i = 2UL; i <= 1_000; i++) calls.Add(host.Router.SubmitAsync(Sent.Run, Sent.Frame(i, (long)i), default).AsTask());

        var results = await Task.WhenAll(calls);

        Assert.All(results, static result => Assert.Equal(SubmitState.Durable, result.State));
        var inputs = await host.Journal.InputsAsync(Sent.Run);
        Assert.Equal(Enumerable.Range(2, 999).Select(static i => (ulong)i), inputs.Sequences(Sent.Trainer));
        Assert.InRange(((CutJournal)host.Journal).Appends, 2, 500);
    }

    [Fact]
    public async Task Submit_Early_WaitsForTheMissingOne()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);

        var early = host.Router.SubmitAsync(Sent.Run, Sent.Frame(3, 3), default).AsTask();
        var missing = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 2), default);

        Assert.Equal(SubmitState.Durable, missing.State);
        Assert.Equal(new SubmitResult(SubmitState.Durable, 3, 0, ""), await early);
    }

    [Fact]
    public async Task Submit_EarlyAndTheMissingOneNeverComes_IsAskedForAgain()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);

        var early = host.Router.SubmitAsync(Sent.Run, Sent.Frame(9, 9), default).AsTask();
        await host.Router.DescribeAsync(Sent.Run, default);
        while (!early.IsCompleted)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Router.DescribeAsync(Sent.Run, default);
        }

        var result = await early;
        Assert.Equal((SubmitState.ResendNeeded, 2UL), (result.State, result.ResendFrom));
    }

    [Fact]
    public async Task Submit_StoreFails_NothingIsAcknowledgedAndItGoesOnWhenTheStoreIsBack()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        host.Outage.Kind = OutageKind.Failing;

        var failed = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 2), default);
        var again = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 2), default);
        host.Outage.Kind = OutageKind.None;
        var stored = await host.Router.SubmitAsync(Sent.Run, Sent.Frame(2, 2), default);

        Assert.Equal((SubmitState.StoreFailed, 1UL, "The disk is full."), (failed.State, failed.DurableSequence, failed.Reason));
        Assert.Equal(SubmitState.StoreFailed, again.State);
        Assert.Equal((SubmitState.Durable, 2UL), (stored.State, stored.DurableSequence));
        Assert.Equal([2UL], (await host.Journal.InputsAsync(Sent.Run)).Sequences(Sent.Trainer));
    }

    [Fact]
    public async Task Submit_NoRoomAndTokenCancelled_IsOverloaded()
    {
        var limits = new IngestLimits { UndecidedBytesPerRun = 4 << 10 };
        await using var host = await TrackerHost.StartAsync(_folder.Path, limits: limits);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        host.Outage.Kind = OutageKind.Dead;
        using var patience = new CancellationTokenSource();
        var calls = Enumerable.Range(2, 100).Select(i => host.Router.SubmitAsync(Sent.Run, Sent.Frame((ulong)i, i), patience.Token).AsTask()).ToList();

        await patience.CancelAsync();
        var refused = await Task.WhenAny(calls.Skip(60));

        Assert.Equal(SubmitState.Overloaded, (await refused).State);
        await host.KillAsync();
    }

    [Fact]
    public async Task Submit_MessageLargerThanTheRoomOfARun_IsTakenAlone()
    {
        var limits = new IngestLimits { UndecidedBytesPerRun = 4 << 10 };
        await using var host = await TrackerHost.StartAsync(_folder.Path, limits: limits);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Set(1), default);
        long[] steps = [.. Enumerable.Range(0, 1_000)];

        var frame = Sent.Rows(Sent.Trainer, 2, 1, steps, new double[1_000]);
        var result = await host.Router.SubmitAsync(Sent.Run, new FramesInput(default, [frame]), default);

        Assert.Equal(SubmitState.Durable, result.State);
    }

    [Fact]
    public async Task Describe_RunIsOverAndNotInMemory_LeavesItSoon()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Finish(1), default);
        await Eventually.HoldsAsync("the run leaves the memory", () =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(61));
            return !host.Router.IsLoaded(Sent.Run);
        });

        Assert.NotNull(await host.Router.DescribeAsync(Sent.Run, default));

        var waited = TimeSpan.Zero;
        await Eventually.HoldsAsync("the run leaves the memory again", () =>
        {
            if (!host.Router.IsLoaded(Sent.Run)) return true;
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
            waited += TimeSpan.FromMilliseconds(100);
            return false;
        });
        Assert.InRange(waited, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task Finish_RunIsOver_LeavesTheLiveOnesAndTheMemory()
    {
        await using var host = await TrackerHost.StartAsync(_folder.Path);
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        await host.Router.SubmitAsync(Sent.Run, Sent.Finish(1), default);
        Assert.Equal(RunStatus.Finished, (await host.Router.DescribeAsync(Sent.Run, default))!.Status);

        Assert.Empty(host.Router.LiveRuns);
        await Eventually.HoldsAsync("the run leaves the memory", () =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(61));
            return !host.Router.IsLoaded(Sent.Run);
        });
        Assert.Equal(RunStatus.Finished, (await host.Store.GetAsync(Sent.Run, default))!.Status);
        Assert.Equal(RunStatus.Finished, (await host.Router.DescribeAsync(Sent.Run, default))!.Status);
    }
}
