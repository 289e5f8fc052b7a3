using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Api;

public sealed class RunsApiTests
{
    [Fact]
    public async Task GetRun_ByIdPrefixAndName_IsTheSameRun()
    {
        await using var host = await DaemonHost.StartAsync();
        var id = await CreateAsync(host, "mine");
        var client = new RunsService.RunsServiceClient(host.Open());
        foreach (var text in new[] { id, id[..20], "mine" })
        {
            var run = await client.GetRunAsync(new GetRunRequest { Run = text }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(id, run.Run.Run);
            Assert.Equal("mine", run.Run.Name);
            Assert.Equal(RunStatus.Created, run.Run.Status);
            Assert.Equal(-1, run.Run.Step);
        }
    }

    [Fact]
    public async Task GetRun_Ambiguous_NamesTheCandidates()
    {
        await using var host = await DaemonHost.StartAsync();
        string[] ids = [await CreateAsync(host, "twin"), await CreateAsync(host, "twin")];

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).GetRunAsync(
            new GetRunRequest { Run = "twin" }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.All(ids, id => Assert.Contains(id, fault.Status.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", StatusCode.InvalidArgument, "no run is named")]
    [InlineData("nobody", StatusCode.NotFound, "the newest are")]
    [InlineData("%_", StatusCode.NotFound, "no run '%_' is here")]
    public async Task GetRun_Unknown_NamesWhatIsThere(string text, StatusCode status, string sentence)
    {
        await using var host = await DaemonHost.StartAsync();
        await CreateAsync(host, "mine");

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).GetRunAsync(
            new GetRunRequest { Run = text }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(status, fault.StatusCode);
        Assert.Contains(sentence, fault.Status.Detail, StringComparison.Ordinal);
        if (status == StatusCode.NotFound) Assert.Contains("mine", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListRuns_Pages_AreTheNewestFirstAndComplete()
    {
        await using var host = await DaemonHost.StartAsync();
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add(await CreateAsync(host, $"run-{i}"));
        var client = new RunsService.RunsServiceClient(host.Open());
        var listed = new List<string>();
        var token = "";
        do
        {
            var page = await client.ListRunsAsync(
                new ListRunsRequest { PageSize = 2, PageToken = token }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(page.Runs.Count <= 2);
            listed.AddRange(page.Runs.Select(run => run.Run));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(made.Order(StringComparer.Ordinal).Reverse(), listed);
    }

    [Theory]
    [InlineData(1001u, "", "a page of 1001 runs is too large")]
    [InlineData(0u, "x", "the page token 'x'")]
    public async Task ListRuns_BadPage_IsInvalid(uint size, string token, string sentence)
    {
        await using var host = await DaemonHost.StartAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new RunsService.RunsServiceClient(host.Open()).ListRunsAsync(
            new ListRunsRequest { PageSize = size, PageToken = token }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
        Assert.Contains(sentence, fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainRun_NonFiniteLoss_SaysSoInOneSentenceWithEvidence()
    {
        await using var host = await DaemonHost.StartAsync();
        var id = await SickAsync(host);
        var client = new RunsService.RunsServiceClient(host.Open());

        var why = await client.ExplainRunAsync(new ExplainRunRequest { Run = id }, cancellationToken: TestContext.Current.CancellationToken);
        var alerts = await client.ListAlertsAsync(new ListAlertsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        var list = await client.ListRunsAsync(new ListRunsRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith("does not learn: ", why.Headline, StringComparison.Ordinal);
        Assert.NotEmpty(why.Judgements);
        var alert = Assert.Single(alerts.Alerts, alert => alert.Detector == "non-finite");
        Assert.Equal((id, "sick", 2L), (alert.Run, alert.RunName, alert.Step));
        Assert.Equal("non-finite", Assert.Single(list.Runs).Alerts[0].Detector);
    }

    [Fact]
    public async Task ExplainRun_FewSamples_IsNotJudgedYet()
    {
        await using var host = await DaemonHost.StartAsync();
        var id = Trainer.NewId();
        using var trainer = await Trainer.GreetAsync(
            host.Open(), id, Trainer.NewId(), hello => hello.Facts = new Facts { Kind = TrainingKind.Supervised, NumClasses = 10 });
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, 2.2, 2.1));
        await trainer.AcknowledgedAsync(2);

        var why = await new RunsService.RunsServiceClient(host.Open()).ExplainRunAsync(
            new ExplainRunRequest { Run = id }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Matches("^not judged yet: [0-9]+ of [0-9]+ ", why.Headline);
    }

    [Fact]
    public async Task WatchRun_FromTheStart_ShowsTheRunThenEveryEventUntilItEnds()
    {
        await using var host = await DaemonHost.StartAsync();
        var id = Trainer.NewId();
        using var trainer = await Trainer.GreetAsync(
            host.Open(), id, Trainer.NewId(), hello => hello.Facts = new Facts { Name = "watched", Kind = TrainingKind.Supervised });
        await trainer.GreetedAsync();
        using var watch = new RunsService.RunsServiceClient(host.Open()).WatchRun(
            new WatchRunRequest { Run = "watched" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(id, watch.ResponseStream.Current.Snapshot.Run.Run);

        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, 2.2, double.NaN));
        await trainer.SendAsync(new ReportRequest { Sequence = 3, Finish = new Finish { Status = RunStatus.Failed, Reason = "NaN" } });

        var events = new List<RunEvent>();
        while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken)) events.Add(watch.ResponseStream.Current.Event);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (ulong)i), events.Select(happened => happened.Number));
        Assert.Contains(events, happened => happened is { Kind: "alert", Alert.Detector: "non-finite" });
        Assert.Contains(events, happened => happened is { Kind: "status", Status: RunStatus.Failed, Message: "failed: NaN" });
    }

    [Fact]
    public async Task WatchRun_OverAlready_ReplaysAfterANumberAndEnds()
    {
        await using var host = await DaemonHost.StartAsync();
        var id = await SickAsync(host);
        await new IngestService.IngestServiceClient(host.Open()).FinishRunAsync(
            new FinishRunRequest { Run = id, Status = RunStatus.Finished }, cancellationToken: TestContext.Current.CancellationToken);
        using var watch = new RunsService.RunsServiceClient(host.Open()).WatchRun(
            new WatchRunRequest { Run = id, AfterEvent = 1 }, cancellationToken: TestContext.Current.CancellationToken);

        var responses = new List<WatchRunResponse>();
        while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken)) responses.Add(watch.ResponseStream.Current);

        Assert.Equal(WatchRunResponse.BodyOneofCase.Snapshot, responses[0].BodyCase);
        Assert.Equal(2UL, responses[1].Event.Number);
        Assert.Equal(RunStatus.Finished, responses.Last(response => response.Event.Kind == "status").Event.Status);
    }

    internal static async Task<string> CreateAsync(DaemonHost host, string name) =>
        (await new IngestService.IngestServiceClient(host.Open()).CreateRunAsync(
            new CreateRunRequest { Facts = new Facts { Name = name } }, cancellationToken: TestContext.Current.CancellationToken)).Run;

    private static async Task<string> SickAsync(DaemonHost host)
    {
        var id = Trainer.NewId();
        using var trainer = await Trainer.GreetAsync(
            host.Open(), id, Trainer.NewId(), hello => hello.Facts = new Facts { Name = "sick", Kind = TrainingKind.Supervised });
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        await trainer.SendAsync(Trainer.Rows(2, 1, 0, 2.3, 2.2, double.NaN, double.NaN));
        // The notice says that it is judged; the acknowledgement says only that it is stored.
        await trainer.NextAsync(ReportResponse.BodyOneofCase.Notice);
        return id;
    }
}
