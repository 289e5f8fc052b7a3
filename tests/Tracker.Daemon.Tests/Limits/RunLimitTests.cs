using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>What one run may hold, as its trainer meets it: what is too much is refused and counted, and the rest goes on.</summary>
public sealed class RunLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Limits() => new()
    {
        { "MetricsPerRun", "3", "metrics", "3 are the limit" },
        { "SetsPerRun", "1", "sets", "has 1 metric sets" },
        { "SetNamesPerRun", "65536", "set_names", "65536 are the limit" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Report_MoreSetsThanARunMayHave_AreRefusedAndTheRestGoesOn(string key, string most, string limit, string sentence)
    {
        await using var host = await DaemonHost.StartAsync(settings => settings[$"Tracker:Limits:{key}"] = most);
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        string[] many = [.. Enumerable.Range(0, limit == "set_names" ? 300 : 3).Select(i => $"metric {i} {new string('x', 230)}")];
        await trainer.SendAsync(Trainer.Set(2, 2, many));
        await trainer.SendAsync(Trainer.Rows(3, 1, 0, 1.0));

        var others = await trainer.AcknowledgedAsync(3);

        var rejection = Assert.Single(others, static answer => answer.BodyCase == ReportResponse.BodyOneofCase.Rejection).Rejection;
        Assert.Equal(2UL, rejection.Sequence);
        Assert.Contains(sentence, rejection.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync(limit));
    }

    [Fact]
    public async Task FactsPerRun_ToldBitByBit_AreRefusedBeyondTheLimit()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:FactsPerRun"] = "3");
        var client = new IngestService.IngestServiceClient(host.Open());
        var run = (await client.CreateRunAsync(new CreateRunRequest { Facts = Tags("a", "b") }, cancellationToken: Token)).Run;
        await client.SetFactsAsync(new SetFactsRequest { Run = run, Facts = Tags("b", "c") }, cancellationToken: Token);

        var fault = await Assert.ThrowsAsync<RpcException>(
            async () => await client.SetFactsAsync(new SetFactsRequest { Run = run, Facts = Tags("d") }, cancellationToken: Token));
        using var trainer = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId(), hello => hello.Facts = Tags("e"));
        var end = await trainer.EndAsync();

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("would have 4 tags: 3 are the limit", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("would have 4 tags: 3 are the limit", end.Detail, StringComparison.Ordinal);
        Assert.Equal(2, await host.ReachedAsync("facts"));

        static Facts Tags(params string[] names)
        {
            var facts = new Facts();
            foreach (var name in names) facts.Tags[name] = "";
            return facts;
        }
    }

    [Fact]
    public async Task FactsBytesPerRun_ToldBitByBit_AreRefusedBeyondTheLimit()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:FactsBytesPerRun"] = "4096");
        var client = new IngestService.IngestServiceClient(host.Open());
        var run = (await client.CreateRunAsync(new CreateRunRequest { Facts = Long("a", 3_000) }, cancellationToken: Token)).Run;

        var fault = await Assert.ThrowsAsync<RpcException>(
            async () => await client.SetFactsAsync(new SetFactsRequest { Run = run, Facts = Long("b", 1_100) }, cancellationToken: Token));
        using var refused = await Trainer.GreetAsync(host.Open(), run, Trainer.NewId(), hello => hello.Facts = Long("c", 1_100));
        var end = await refused.EndAsync();
        await client.SetFactsAsync(new SetFactsRequest { Run = run, Facts = Long("d", 1_000) }, cancellationToken: Token);

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("would have 4102 bytes of facts: 4096 are the limit", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("would have 4102 bytes of facts: 4096 are the limit", end.Detail, StringComparison.Ordinal);
        Assert.Equal(2, await host.ReachedAsync("facts"));

        static Facts Long(string name, int length) => new() { Tags = { [name] = new string('x', length) } };
    }

    [Fact]
    public async Task FactBytes_LongerValue_IsRefused()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:FactBytes"] = "16");
        var facts = new Facts { Tags = { ["note"] = new string('x', 17) } };

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(host.Open()).CreateRunAsync(
            new CreateRunRequest { Facts = facts }, cancellationToken: Token));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("17 bytes, 16 is the most", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("facts"));
    }

    [Fact]
    public async Task NameBytes_LongerName_IsRefusedAndTheRestGoesOn()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await trainer.SendAsync(Trainer.Set(1, 1, new string('x', 257)));
        await trainer.SendAsync(Trainer.Set(2, 2, new string('x', 256)));

        var others = await trainer.AcknowledgedAsync(2);

        Assert.Contains("257 bytes, 256 is the most", Assert.Single(others, static answer => answer.Rejection is not null).Rejection.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("name"));
    }

    [Fact]
    public async Task MessageSamples_More_IsRefusedAndTheRestGoesOn()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Limits:MessageSamples"] = "10");
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await trainer.SendAsync(Trainer.Set(1, 1, "loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, new double[11]));
        await trainer.SendAsync(Trainer.Rows(3, 1, 0, new double[10]));

        var others = await trainer.AcknowledgedAsync(3);

        Assert.Contains("10 is the most", Assert.Single(others, static answer => answer.Rejection is not null).Rejection.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("samples"));
    }
}
