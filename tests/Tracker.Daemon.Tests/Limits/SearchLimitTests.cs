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
    }

    [Fact]
    public async Task SortKeys_OneMore_IsInvalid()
    {
        await using var host = await DaemonHost.StartAsync(settings => settings["Tracker:Search:SortKeys"] = "1");

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest { OrderBy = { "name", "step" } }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("1 is the most", fault.Status.Detail, StringComparison.Ordinal);
    }
}
