using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Access;

/// <summary>A token that is revoked or expires takes with it what it has open.</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Report_TokenRevoked_EndsUnauthenticated_AndWhatWasAcknowledgedStays()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        var token = doors.Token("trainer", Scopes.Ingest);
        using var report = new IngestService.IngestServiceClient(doors.Grpc(token)).Report(cancellationToken: TestContext.Current.CancellationToken);
        var run = Guid.CreateVersion7().ToString("N");
        await report.RequestStream.WriteAsync(Hello(run));
        Assert.True(await report.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.NotNull(report.ResponseStream.Current.HelloAck);

        Revoke(doors, "trainer");

        var fault = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(report.ResponseStream));
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Contains("token trainer was revoked", fault.Status.Detail, StringComparison.Ordinal);
        using var again = new IngestService.IngestServiceClient(doors.Grpc(token)).Report(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => DrainAsync(again.ResponseStream))).StatusCode);
        Assert.Equal(run, (await new RunsService.RunsServiceClient(doors.Grpc()).GetRunAsync(new GetRunRequest { Run = run })).Run.Run);
    }

    [Fact]
    public async Task Report_BeforeItsHello_TokenRevoked_EndsToo()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        using var report = new IngestService.IngestServiceClient(doors.Grpc(doors.Token("trainer", Scopes.Ingest))).Report(cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the token was used", () => doors.Host.Services.GetRequiredService<TokenRegistry>().List().Any(token => token is { Name: "trainer", LastUsedAt: not null }));

        Revoke(doors, "trainer");

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => DrainAsync(report.ResponseStream))).StatusCode);
    }

    [Fact]
    public async Task Watch_TokenExpires_EndsUnauthenticated()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        var run = (await new IngestService.IngestServiceClient(doors.Grpc()).CreateRunAsync(new CreateRunRequest())).Run;
        var token = doors.Token("guest", Scopes.Read, TimeSpan.FromSeconds(2));
        using var watch = new RunsService.RunsServiceClient(doors.Grpc(token)).WatchRun(new WatchRunRequest { Run = run }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var fault = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(watch.ResponseStream));

        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.Contains("token guest", fault.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JobsToken_EndsWithTheJob_AndItsStreamsWithIt()
    {
        using var folder = new TempFolder();
        await using var job = await RunningJob.StartAsync(folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(job.TokenFile));
        var token = job.Token;
        Assert.Matches($"^trk_job_{job.Run}_[0-9a-f]{{64}}$", token);
        using var report = new IngestService.IngestServiceClient(job.Doors.Socket(token)).Report(cancellationToken: TestContext.Current.CancellationToken);
        await report.RequestStream.WriteAsync(Hello(job.Run));
        Assert.True(await report.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await job.CancelAsync();

        var fault = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(report.ResponseStream));
        Assert.Equal(StatusCode.Unauthenticated, fault.StatusCode);
        Assert.False(File.Exists(job.TokenFile));
        var later = await Assert.ThrowsAsync<RpcException>(async () =>
            await new RunsService.RunsServiceClient(job.Doors.Grpc(token)).GetRunAsync(new GetRunRequest { Run = job.Run }));
        Assert.Equal(StatusCode.Unauthenticated, later.StatusCode);
        Assert.Contains("the job of this token is over", later.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(job.Doors.Host.Services.GetRequiredService<TokenRegistry>().List());
    }

    [Fact]
    public async Task JobsToken_OfAnotherRun_CannotReportThere()
    {
        using var folder = new TempFolder();
        await using var job = await RunningJob.StartAsync(folder);
        var other = (await new IngestService.IngestServiceClient(job.Doors.Grpc()).CreateRunAsync(new CreateRunRequest { Facts = new Facts { Name = "other" } })).Run;
        foreach (var name in (string[])[other, "other", other[..12]])
        {
            var fault = await Assert.ThrowsAsync<RpcException>(async () => await new IngestService.IngestServiceClient(job.Doors.Grpc(job.Token)).LogMetricsAsync(
                new LogMetricsRequest { Run = name, Metrics = { ["train/loss"] = 1 } }));
            Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
        }

        using var report = new IngestService.IngestServiceClient(job.Doors.Grpc(job.Token)).Report(cancellationToken: TestContext.Current.CancellationToken);
        await report.RequestStream.WriteAsync(Hello(other));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => DrainAsync(report.ResponseStream))).StatusCode);
        Assert.Equal(0UL, (await new RunsService.RunsServiceClient(job.Doors.Grpc()).GetRunAsync(new GetRunRequest { Run = other })).Run.Samples);
        await new IngestService.IngestServiceClient(job.Doors.Grpc(job.Token)).LogMetricsAsync(new LogMetricsRequest { Run = job.Run, Metrics = { ["train/loss"] = 1 } });
    }

    private static void Revoke(OpenDoors doors, string name) => doors.Host.Services.GetRequiredService<TokenRegistry>().Revoke(name);

    private static ReportRequest Hello(string run) => new() { Hello = new Hello { Run = run, Producer = new string('b', 32), Attempt = 1 } };

    private static async Task DrainAsync<T>(IAsyncStreamReader<T> stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await stream.MoveNext(patience.Token))
        {
        }
    }
}
