using Tracker.Client.Tests.Fakes;
using Tracker.Contracts.V1;

namespace Tracker.Client.Tests;

public sealed class CommandTests
{
    [Fact]
    public async Task Commands_SentTwice_ComeOnceAndTheOutcomeGoesUp()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address));
        run.Log(1, "a", 1);
        Assert.True(await run.FlushAsync());
        var order = new RunCommand { Id = new string('a', 32), Name = "set-learning-rate", Arguments = { ["value"] = "0.01" }, Attempt = 1 };

        await daemon.Ingest.SendAsync(run.Id, new ReportResponse { Command = order });
        await daemon.Ingest.SendAsync(run.Id, new ReportResponse { Command = order });
        await daemon.Ingest.SendAsync(run.Id, new ReportResponse { Command = new RunCommand { Id = new string('b', 32), Name = "stop" } });
        DeliveredCommand first = await NextAsync(run);
        DeliveredCommand second = await NextAsync(run);
        first.Applied("the learning rate is 0.01");
        first.Failed("a second answer");
        second.Refused("not now");
        Assert.True(await run.FlushAsync());

        Assert.Equal(("set-learning-rate", "0.01", "stop"), (first.Name, first.Arguments["value"], second.Name));
        Assert.Equal(
            [(order.Id, CommandState.Applied, "the learning rate is 0.01"), (second.Id, CommandState.Refused, "not now")],
            daemon.Ingest.Read(run.Id, stored => stored.Outcomes.Select(o => (o.Command, o.State, o.Message)).ToArray()));
    }

    [Fact]
    public async Task Commands_ExpiredOrOfAnotherAttempt_AreAnsweredWithoutTheTrainer()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { Attempt = 2 });
        run.Log(1, "a", 1);
        Assert.True(await run.FlushAsync());

        await daemon.Ingest.SendAsync(run.Id, new ReportResponse { Command = new RunCommand { Id = new string('a', 32), Name = "stop", ExpiresAt = 1 } });
        await daemon.Ingest.SendAsync(run.Id, new ReportResponse { Command = new RunCommand { Id = new string('b', 32), Name = "stop", Attempt = 1 } });
        await daemon.Ingest.WhenAsync(run.Id, stored => stored.Outcomes.Count == 2);

        Assert.Equal(
            [CommandState.Expired, CommandState.Refused], daemon.Ingest.Read(run.Id, stored => stored.Outcomes.Select(o => o.State).ToArray()));
        Assert.False(run.Commands.TryRead(out _));
    }

    [Fact]
    public async Task Commands_OutcomeStillInTheSpoolOfAnEarlierProcess_DoNotComeAgain()
    {
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        RunOptions options = trainer.Options(daemon.Address);
        var order = new RunCommand { Id = new string('a', 32), Name = "stop" };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (TrackerRun first = TrackerRun.Start(options with { CloseTimeout = TimeSpan.Zero }))
        {
            first.Log(1, "a", 1);
            await daemon.Ingest.WhenAsync(first.Id, stored => stored.Samples.Count > 0);
            // Nothing is taken any more: the outcome stays in the spool.
            daemon.Faults.ReadGate = gate.Task;
            daemon.Ingest.BreakCalls();
            await daemon.Ingest.WhenAsync(first.Id, stored => stored.Greeted >= 2);
            await daemon.Ingest.SendAsync(first.Id, new ReportResponse { Command = order });
            (await NextAsync(first)).Applied();
        }

        gate.SetResult();
        await using TrackerRun second = TrackerRun.Start(options);
        await daemon.Ingest.WhenAsync(second.Id, stored => stored.Greeted >= 3 && stored.Outcomes.Count == 1);
        await daemon.Ingest.SendAsync(second.Id, new ReportResponse { Command = order });
        await daemon.Ingest.SendAsync(second.Id, new ReportResponse { Command = new RunCommand { Id = new string('b', 32), Name = "pause" } });

        Assert.Equal("pause", (await NextAsync(second)).Name);
    }

    private static Task<DeliveredCommand> NextAsync(TrackerRun run) =>
        run.Commands.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
}
