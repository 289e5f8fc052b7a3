using System.Net;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Contracts.V1;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Tests.Ingest;

/// <summary>What a trainer feels of a daemon that is slow, full or broken.</summary>
public sealed class BackPressureTests
{
    private const int Outstanding = 32 + 64;

    [Fact]
    public async Task Report_NothingDecided_IsReadNoFurtherThanTheWindow()
    {
        var router = new SlowRouter();
        await using var host = await DaemonHost.StartAsync(replace: Put(router));
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await trainer.GreetedAsync();
        for (var sequence = 1UL; sequence <= 200; sequence++) await trainer.SendAsync(Trainer.Rows(sequence, 1, (long)sequence, 1));

        await router.TakenAsync(Outstanding);
        // Another stream is served meanwhile, so the first had its time to be read on.
        using (var other = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId())) await other.GreetedAsync();
        Assert.Equal(Outstanding, router.Count);

        router.Decide();
        await router.TakenAsync(200 - Outstanding);
        await trainer.AcknowledgedAsync(200);
    }

    [Theory]
    [InlineData(SubmitState.StoreFailed, "the store cannot write")]
    [InlineData(SubmitState.Fenced, "another writer")]
    public async Task Report_StoreGone_EndsUnavailable(SubmitState state, string sentence)
    {
        var router = new SlowRouter { State = state };
        router.Decide();
        await using var host = await DaemonHost.StartAsync(replace: Put(router));
        using var trainer = await Trainer.GreetAsync(host.Open(), Trainer.NewId(), Trainer.NewId());
        await trainer.SendAsync(Trainer.Rows(1, 1, 0, 1));

        var status = await trainer.EndAsync();

        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains(sentence, status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SubmitState.Overloaded, StatusCode.ResourceExhausted, HttpStatusCode.TooManyRequests)]
    [InlineData(SubmitState.StoreFailed, StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(SubmitState.Fenced, StatusCode.Unavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(SubmitState.Rejected, StatusCode.InvalidArgument, HttpStatusCode.BadRequest)]
    public async Task CallsByHand_NotTaken_SayTheSameOverBothDoors(SubmitState state, StatusCode grpc, HttpStatusCode http)
    {
        var router = new SlowRouter { State = state };
        router.Decide();
        await using var host = await DaemonHost.StartAsync(replace: Put(router));
        var run = Trainer.NewId();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(host.Open()).FinishRunAsync(
            new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(grpc, fault.StatusCode);

        using var client = new HttpClient();
        using var response = await client.PostAsync(
            new Uri(host.Http, $"/api/v1/runs/{run}/finish"),
            new StringContent("""{"status":"RUN_STATUS_FINISHED"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.Equal(http, response.StatusCode);
        Assert.Equal(http == HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(2) : null, response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task StoreThatFails_IsUnavailableWithItsOwnSentence()
    {
        const string Sentence = "The disk of tracker.db is full: make room there.";
        await using var host = await DaemonHost.StartAsync(replace: Put(new SlowRouter { Fault = new StoreException(Sentence) }));
        var run = Trainer.NewId();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(host.Open()).FinishRunAsync(
            new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((StatusCode.Unavailable, Sentence), (fault.StatusCode, fault.Status.Detail));

        using var client = new HttpClient();
        using var response = await client.PostAsync(
            new Uri(host.Http, $"/api/v1/runs/{run}/finish"),
            new StringContent("""{"status":"RUN_STATUS_FINISHED"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(Sentence + "\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task UnexpectedFault_IsInternalWithAnIdAndNothingElse()
    {
        await using var host = await DaemonHost.StartAsync(replace: Put(new SlowRouter { Fault = new InvalidDataException("secret details") }));
        var run = Trainer.NewId();

        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(host.Open()).FinishRunAsync(
            new FinishRunRequest { Run = run, Status = RunStatus.Finished }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.Internal, fault.StatusCode);
        Assert.Matches("^the daemon failed, and its log says why under [0-9a-f]{12}\\.$", fault.Status.Detail);

        using var client = new HttpClient();
        using var response = await client.PostAsync(
            new Uri(host.Http, $"/api/v1/runs/{run}/finish"),
            new StringContent("""{"status":"RUN_STATUS_FINISHED"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Action<WebApplicationBuilder> Put(IRunRouter router) => builder => builder.Services.AddSingleton(router);
}
