using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Limits;

/// <summary>A question that would cost too much is refused in a sentence, before anything is read.</summary>
public sealed class SearchLimitTests
{
    public static TheoryData<string, string, string> Filters() => new()
    {
        { "FilterCharacters", "64", "name = \"" + new string('x', 64) + "\"" },
        { "FilterTerms", "1", "step > 1 and step > 2" },
        { "FilterDepth", "1", "((step > 1))" },
        { "PatternCharacters", "4", "name ~ \"abcdefgh\"" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_BeyondALimit_IsInvalid(string key, string most, string filter)
    {
        await using var host = await DaemonHost.StartAsync(settings => settings[$"Tracker:Search:{key}"] = most);

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest { Filter = filter }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains(most, fault.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("search"));
    }

    [Fact]
    public async Task SortKeys_OneMore_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Search:SortKeys"] = "1");

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest { OrderBy = { "name", "step" } }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("1 is the most", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await host.ReachedAsync("search"));
    }

    [Fact]
    public async Task Filter_ThatIsWrong_IsNoLimit()
    {
        await using var host = await DaemonHost.StartAsync();

        await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest { Filter = "step >" }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(0, await host.ReachedAsync("search"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_001)]
    public async Task Points_BeyondTheMost_AreInvalid(uint points)
    {
        await using var host = await DaemonHost.StartAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).GetCurveAsync(
            new GetCurveRequest { Run = "any", Metrics = { "loss" }, Points = points }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((StatusCode.InvalidArgument, $"{points} points cannot be drawn: give 2 to 10000."), (fault.StatusCode, fault.Status.Detail));
    }

    [Fact]
    public async Task Curves_OfTooManyPointsInAll_AreInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        var request = new GetCurveRequest { Run = "any", Points = 10_000 };
        request.Metrics.AddRange(Enumerable.Range(0, 11).Select(static number => $"metric {number}"));

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).GetCurveAsync(
            request, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("100000 points is the most", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curves_OfTooManyMetrics_AreInvalid()
    {
        await using var host = await DaemonHost.StartAsync();
        var request = new GetCurveRequest { Run = "any" };
        for (var i = 0; i <= 100; i++) request.Metrics.Add($"m{i}");

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).GetCurveAsync(
            request, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((StatusCode.InvalidArgument, "101 metrics are too many at once: 100 is the most."), (fault.StatusCode, fault.Status.Detail));
    }
}
