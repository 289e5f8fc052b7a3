using Grpc.Core;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Limits;

public sealed class ProducerLimitTests
{
    [Fact]
    public async Task ProducersPerRun_OneMore_IsRefusedAndTheOthersGoOn()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:ProducersPerRun"] = "1");
        var run = Trainer.NewId();
        using var first = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId());
        await first.GreetedAsync();
        using var second = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId());

        var end = await second.EndAsync();

        Assert.Equal(StatusCode.FailedPrecondition, end.StatusCode);
        Assert.Contains("has 1 producers", end.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("producers"));
        await first.SendAsync(Trainer.Set(1, 1, "loss"));
        await first.AcknowledgedAsync(1);
    }
}
