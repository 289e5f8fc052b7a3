using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Limits;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Api;

/// <summary>Finding, comparing and keeping runs, over gRPC and JSON, on a real daemon.</summary>
public sealed class KeepingApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListRuns_FilterAndOrder_FindWhatWasReported()
    {
        await using var host = await DaemonHost.StartAsync();
        var runs = new RunsService.RunsServiceClient(host.Open());
        var slow = await TrainAsync(host, "slow", "0.001", 0.9);
        var fast = await TrainAsync(host, "fast", "0.1", 0.2);
        await TrainAsync(host, "other", "0.5", 0.5, team: "language");

        Assert.Equal([fast], await FindAsync(runs, "lr > 0.01 and tag.team = vision"));
        Assert.Equal([fast, slow], await FindAsync(runs, "tag.team = \"vision\" and metric(\"val/loss\").best < 1 and status = finished", "metric(\"val/loss\").best"));
        Assert.Equal([slow, fast], await FindAsync(runs, "name in (slow, fast) and created > 1h", "lr:asc"));
        Assert.Empty(await FindAsync(runs, "not has(lr) or pinned or created < 1h"));

        var page = await runs.ListRunsAsync(new ListRunsRequest { PageSize = 1, OrderBy = { "name" } }, cancellationToken: Stop);
        var fault = await Assert.ThrowsAsync<RpcException>(async () =>
            await runs.ListRunsAsync(new ListRunsRequest { PageToken = page.NextPageToken, OrderBy = { "name:desc" } }, cancellationToken: Stop));
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains("of another filter or order", fault.Status.Detail, StringComparison.Ordinal);

        using var http = new HttpClient { BaseAddress = host.Http };
        Assert.Contains(fast, await http.GetStringAsync($"/api/v1/runs?filter={Uri.EscapeDataString("lr = 0.1")}&orderBy=name&orderBy=created:desc", Stop), StringComparison.Ordinal);
        Assert.Equal(400, (int)(await http.GetAsync("/api/v1/runs?filter=lr", Stop)).StatusCode);
    }

    [Fact]
    public async Task ListRuns_SearchWithoutEnd_IsStoppedWithASentence()
    {
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            settings["Tracker:Search:TimeLimit"] = "00:00:00.010";
            settings["Tracker:Search:FilterCharacters"] = "65536";
        });
        for (var i = 0; i < 20; i++) await TrainAsync(host, new string('a', 200) + i, "0.1", 0.2);
        var runs = new RunsService.RunsServiceClient(host.Open());
        var filter = string.Join(" or ", Enumerable.Repeat("name ~ \"(a.*b.*c.*d|[^q]{1,40}z){1,3}$\"", 100));

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await FindAsync(runs, filter));

        Assert.Equal(StatusCode.DeadlineExceeded, fault.StatusCode);
        Assert.Equal("the search took longer than 0.01 s and was stopped: ask for less, or raise Tracker:Search:TimeLimit.", fault.Status.Detail);
        Assert.Equal(1, await host.ReachedAsync("search"));
        Assert.Equal(20, (await FindAsync(runs, "")).Count);
    }

    [Fact]
    public async Task CompareRuns_Two_ShowsWhatDiffersAndWhoWins()
    {
        await using var host = await DaemonHost.StartAsync();
        var runs = new RunsService.RunsServiceClient(host.Open());
        var first = await TrainAsync(host, "first", "0.001", 0.9);
        var second = await TrainAsync(host, "second", "0.1", 0.2);

        var compared = await runs.CompareRunsAsync(new CompareRunsRequest { Runs = { "first", second } }, cancellationToken: Stop);

        Assert.Equal([first, second], compared.Runs.Select(run => run.Run));
        var lr = Assert.Single(compared.Different);
        Assert.Equal(("lr", "0.001", "0.1"), (lr.Name, lr.Values[0], lr.Values[1]));
        Assert.Equal(2U, compared.Equal);
        var loss = Assert.Single(compared.Metrics, metric => metric.Name == "val/loss");
        Assert.Equal([1U], loss.Winners);
        Assert.Equal([0.9, 0.2], loss.Values.Select(value => value.Best));
        foreach (string[] wrong in new[] { new[] { "first" }, ["first", "first"], ["first", "nobody"] })
        {
            var request = new CompareRunsRequest();
            request.Runs.AddRange(wrong);
            await Assert.ThrowsAsync<RpcException>(async () => await runs.CompareRunsAsync(request, cancellationToken: Stop));
        }
    }

    [Fact]
    public async Task DeleteRestorePinAndPurge_OfARunThatEnded_DoWhatTheySay()
    {
        await using var host = await DaemonHost.StartAsync();
        var runs = new RunsService.RunsServiceClient(host.OverSocket());
        var run = await TrainAsync(host, "mine", "0.1", 0.2);
        var living = await new IngestService.IngestServiceClient(host.Open()).CreateRunAsync(new CreateRunRequest { Facts = new Facts { Name = "living" } }, cancellationToken: Stop);

        Assert.True((await runs.PinRunAsync(new PinRunRequest { Run = "mine", Pinned = true }, cancellationToken: Stop)).Run.Pinned);
        Assert.True((await runs.GetRunAsync(new GetRunRequest { Run = "mine" }, cancellationToken: Stop)).Run is { Pinned: true, Bytes: > 0 });

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await runs.DeleteRunAsync(new DeleteRunRequest { Run = living.Run }, cancellationToken: Stop));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("only a run that has ended can be deleted", refused.Status.Detail, StringComparison.Ordinal);

        var deleted = await runs.DeleteRunAsync(new DeleteRunRequest { Run = "mine" }, cancellationToken: Stop);
        Assert.Equal(TimeSpan.FromDays(7), TimeSpan.FromMicroseconds(deleted.Run.PurgeAt - deleted.Run.DeletedAt));
        Assert.Equal([living.Run], await FindAsync(runs, ""));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await runs.GetRunAsync(new GetRunRequest { Run = "mine" }, cancellationToken: Stop))).StatusCode);
        Assert.Equal(run, Assert.Single((await runs.ListRunsAsync(new ListRunsRequest { Deleted = true }, cancellationToken: Stop)).Runs).Run);

        await runs.RestoreRunAsync(new RestoreRunRequest { Run = "mine" }, cancellationToken: Stop);
        Assert.Equal(run, (await runs.GetRunAsync(new GetRunRequest { Run = "mine" }, cancellationToken: Stop)).Run.Run);

        await runs.DeleteRunAsync(new DeleteRunRequest { Run = "mine", PurgeNow = true }, cancellationToken: Stop);
        Assert.Empty((await runs.ListRunsAsync(new ListRunsRequest { Deleted = true }, cancellationToken: Stop)).Runs);
        await Eventually.HoldsAsync("nothing of it is left", async () => (await runs.GetSpaceAsync(new GetSpaceRequest(), cancellationToken: Stop)).DeletedRuns == 0);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await runs.RestoreRunAsync(new RestoreRunRequest { Run = run }, cancellationToken: Stop))).StatusCode);

        var late = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(host.Open()).LogMetricsAsync(
            new LogMetricsRequest { Run = run, Step = 9, Metrics = { ["val/loss"] = 1 } }, cancellationToken: Stop));
        Assert.Equal(StatusCode.InvalidArgument, late.StatusCode);
    }

    [Fact]
    public async Task PlanRetention_OptionsOfTheConfiguration_AreShownAndKept()
    {
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            settings["Tracker:Retention:MaxAge"] = "90.00:00:00";
            settings["Tracker:Retention:Experiments:scratch:MaxAge"] = "1.00:00:00";
        });
        await TrainAsync(host, "mine", "0.1", 0.2);

        var plan = await new RunsService.RunsServiceClient(host.Open()).PlanRetentionAsync(new PlanRetentionRequest(), cancellationToken: Stop);

        Assert.Equal(["Runs are removed 90 days after their end.", "Runs of scratch are removed 24 hours after their end."], plan.Rules);
        Assert.Equal(0UL, plan.TotalRuns);
    }

    private static async Task<List<string>> FindAsync(RunsService.RunsServiceClient runs, string filter, params string[] order)
    {
        var request = new ListRunsRequest { Filter = filter };
        request.OrderBy.AddRange(order);
        return [.. (await runs.ListRunsAsync(request, cancellationToken: Stop)).Runs.Select(run => run.Run)];
    }

    /// <summary>A run of two samples that ended, and is stored so.</summary>
    private static async Task<string> TrainAsync(DaemonHost host, string name, string lr, double loss, string team = "vision")
    {
        var ingest = new IngestService.IngestServiceClient(host.Open());
        var facts = new Facts { Name = name, Optimizer = "adam", Hyperparameters = { ["lr"] = lr }, Tags = { ["team"] = team } };
        var run = (await ingest.CreateRunAsync(new CreateRunRequest { Facts = facts }, cancellationToken: Stop)).Run;
        await ingest.LogMetricsAsync(new LogMetricsRequest { Run = run, Step = 1, Metrics = { ["val/loss"] = loss } }, cancellationToken: Stop);
        await ingest.FinishRunAsync(new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: Stop);
        var runs = new RunsService.RunsServiceClient(host.Open());
        await Eventually.HoldsAsync(
            "the end is stored", async () => (await runs.ListRunsAsync(new ListRunsRequest { Filter = "status = finished" }, cancellationToken: Stop)).Runs.Any(found => found.Run == run));
        return run;
    }
}
