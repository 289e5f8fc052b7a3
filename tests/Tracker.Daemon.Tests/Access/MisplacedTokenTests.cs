using System.Net;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Access;

/// <summary>A token anywhere but in the header opens nothing, and whoever put it there is told what it means.</summary>
public sealed class MisplacedTokenTests
{
    [Theory]
    [InlineData("/api/v1/runs?token={0}")]
    [InlineData("/api/v1/runs?access_token={0}")]
    [InlineData("/api/v1/runs?pageToken={0}")]
    [InlineData("/api/v1/runs?Token=anything")]
    [InlineData("/api/v1/runs?api_key=anything")]
    [InlineData("/metrics?token={0}")]
    [InlineData("/healthz/live?token={0}")]
    [InlineData("/nothing?token={0}")]
    [InlineData("/api/v1/runs/{0}")]
    [InlineData("/tracker.v1.JobsService/SubmitJob?token={0}")]
    public async Task AnyAddressWithAToken_IsRefusedWithTheWayOutAndNotRepeated(string path)
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        using var http = doors.Http(token: doors.Host.Token);
        using var response = await http.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, doors.Host.Token), TestContext.Current.CancellationToken);

        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("a token in the address is never taken", body, StringComparison.Ordinal);
        Assert.Contains("tracker token revoke", body, StringComparison.Ordinal);
        Assert.DoesNotContain(doors.Host.Token, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserInfo_WhichClientsSendAsBasic_IsRefusedEvenWhereAnybodyMayRead()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/runs");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(doors.Host.Token + ":")));

        using var response = await doors.Http().SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("only bearer tokens", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FactsAndHyperparameters_WithAToken_AreRefusedAndNotRepeated()
    {
        await using var doors = await OpenDoors.OnLoopbackAsync();
        var secret = doors.Host.Token;
        var ingest = new IngestService.IngestServiceClient(doors.Grpc());
        foreach (var facts in (Facts[])[new() { Tags = { ["note"] = secret } }, new() { Hyperparameters = { ["auth"] = $"x{secret}" } }, new() { Name = secret }])
        {
            var fault = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await ingest.CreateRunAsync(new CreateRunRequest { Facts = facts }));
            Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, fault.StatusCode);
            Assert.Contains("a token", fault.Status.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, fault.Status.Detail, StringComparison.Ordinal);
        }

        var submit = new SubmitJobRequest { Plugin = "x", Hyperparameters = { ["auth"] = secret } };
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await new JobsService.JobsServiceClient(doors.Socket()).SubmitJobAsync(submit));
        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, refused.StatusCode);
        Assert.DoesNotContain(secret, refused.Status.Detail, StringComparison.Ordinal);
    }
}
