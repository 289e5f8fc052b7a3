using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Contracts.V1;
using Tracker.Daemon.Ingest;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>Orders and notices on the trainer's own stream.</summary>
public sealed class CommandDeliveryTests
{
    private readonly string _run = Trainer.NewId();
    private readonly string _producer = Trainer.NewId();

    [Fact]
    public async Task SendCommand_ToAnOpenStream_ArrivesAndItsOutcomeSettlesIt()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.GreetedAsync();

        var sent = await SendAsync(host);
        var arrived = await trainer.NextAsync(ReportResponse.BodyOneofCase.Command);

        Assert.Equal(sent.Id, arrived.Command.Id);
        Assert.Equal("set-learning-rate", arrived.Command.Name);
        Assert.Equal("0.001", arrived.Command.Arguments["value"]);
        Assert.Equal(1u, arrived.Command.Attempt);
        await trainer.SendAsync(new ReportRequest
        {
            Sequence = 1,
            Outcome = new CommandOutcome { Command = sent.Id, State = CommandState.Applied, Message = "done" },
        });
        await trainer.AcknowledgedAsync(1);
        await trainer.CloseAsync();
        await trainer.EndAsync();

        // Nothing is left to do for the next stream.
        using var next = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await next.GreetedAsync();
        await next.CloseAsync();
        Assert.Null(await next.NextAsync());
    }

    [Fact]
    public async Task SendCommand_NobodyThere_WaitsForTheNextHelloAcrossARestart()
    {
        await using var host = await DaemonHost.StartAsync();
        using (var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
            await trainer.SendAsync(Trainer.Rows(2, 1, 0, 1));
            await trainer.AcknowledgedAsync(2);
        }

        var sent = await SendAsync(host);
        await host.StopAsync();
        await host.StartAgainAsync();

        using var again = await Trainer.GreetAsync(host.Open(), _run, _producer);
        Assert.Equal(sent.Id, (await again.NextAsync(ReportResponse.BodyOneofCase.Command)).Command.Id);
    }

    [Fact]
    public async Task Remind_NoOutcomeYet_SendsTheSameOrderAgain()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.GreetedAsync();
        var sent = await SendAsync(host);
        await trainer.NextAsync(ReportResponse.BodyOneofCase.Command);

        host.Services.GetRequiredService<TrainerStreams>().Remind();

        Assert.Equal(sent.Id, (await trainer.NextAsync(ReportResponse.BodyOneofCase.Command)).Command.Id);
    }

    [Theory]
    [InlineData("explode", "is no order")]
    [InlineData("stpo", "did you mean stop?")]
    public async Task SendCommand_UnknownOrder_IsInvalid(string name, string sentence)
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer);
        await trainer.GreetedAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.OverSocket()).SendCommandAsync(
            new SendCommandRequest { Run = _run, Name = name }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains(sentence, fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendCommand_RunIsOver_IsRefused()
    {
        await using var host = await DaemonHost.StartAsync();
        using (var trainer = await Trainer.GreetAsync(host.Open(), _run, _producer))
        {
            await trainer.SendAsync(new ReportRequest { Sequence = 1, Finish = new Finish { Status = RunStatus.Finished } });
            await trainer.AcknowledgedAsync(1);
        }

        var fault = await Assert.ThrowsAsync<RpcException>(() => SendAsync(host));

        Assert.Equal(StatusCode.FailedPrecondition, fault.StatusCode);
        Assert.Contains("is finished", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_NonFiniteLoss_TellsTheTrainer()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(
            host.Open(), _run, _producer, hello => hello.Facts = new Facts { Kind = TrainingKind.Supervised });
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, 2.2, double.NaN, double.NaN));

        var notice = await trainer.NextAsync(ReportResponse.BodyOneofCase.Notice);

        Assert.Equal("non-finite", notice.Notice.Alert.Detector);
        Assert.Equal(AlertState.Firing, notice.Notice.Alert.State);
        Assert.Equal(2, notice.Notice.Alert.Step);
    }

    private async Task<RunCommand> SendAsync(DaemonHost host)
    {
        var request = new SendCommandRequest { Run = _run, Name = "set-learning-rate", Arguments = { ["value"] = "0.001" } };
        return (await new RunsService.RunsServiceClient(host.OverSocket()).SendCommandAsync(
            request, cancellationToken: TestContext.Current.CancellationToken)).Command;
    }
}
