using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Hosting.Tls;
using Tracker.Daemon.Tests.Access;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Hosting.Tls;

public sealed class TlsDoorTests
{
    [Theory]
    [InlineData(ClientCertificates.Allow)]
    [InlineData(ClientCertificates.Require)]
    public async Task ClientCertificate_OfOurAuthority_ReportsAndReadsWithoutAToken(object wish)
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync((settings, authority) => Ask(settings, authority, (ClientCertificates)wish));
        var client = doors.Authority!.Client();

        var run = (await new IngestService.IngestServiceClient(doors.Grpc(client: client)).CreateRunAsync(new CreateRunRequest())).Run;
        Assert.Equal(run, (await new RunsService.RunsServiceClient(doors.Grpc(client: client)).GetRunAsync(new GetRunRequest { Run = run })).Run.Run);
        var fault = await Assert.ThrowsAsync<RpcException>(async () =>
            await new AccessService.AccessServiceClient(doors.Grpc(client: client)).ListTokensAsync(new ListTokensRequest()));
        Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
        Assert.Contains("CN=alice", fault.Status.Detail, StringComparison.Ordinal);
        // A token says more than the certificate, and a wrong one is not made good by it.
        await new AccessService.AccessServiceClient(doors.Grpc(doors.Host.Token, client)).ListTokensAsync(new ListTokensRequest());
        Assert.Equal(
            StatusCode.Unauthenticated,
            (await Walker.CallAsync(doors.Grpc("trk_wrong", client), Walker.Rpcs(doors.Host).First(rpc => rpc.Needed == Scopes.Read).Method)).StatusCode);
    }

    [Fact]
    public async Task ClientCertificate_Allowed_WithoutOneATokenIsNeeded_RequiredNobodyConnects()
    {
        await using (var doors = await OpenDoors.OnTheNetworkAsync((settings, authority) => Ask(settings, authority, ClientCertificates.Allow)))
        {
            Assert.Equal(StatusCode.Unauthenticated, (await StatusAsync(doors.Grpc())).StatusCode);
            Assert.Equal(StatusCode.OK, (await StatusAsync(doors.Grpc(doors.Host.Token))).StatusCode);
        }

        await using var strict = await OpenDoors.OnTheNetworkAsync((settings, authority) => Ask(settings, authority, ClientCertificates.Require));
        Assert.NotEqual(StatusCode.OK, (await StatusAsync(strict.Grpc(strict.Host.Token))).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => strict.Http(token: strict.Host.Token).GetAsync("/healthz/live", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ClientCertificate_OfAnotherAuthorityOrExpiredOrForServers_IsNotTaken()
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync((settings, authority) => Ask(settings, authority, ClientCertificates.Allow));
        using var folder = new TempFolder();
        using var stranger = new TestAuthority(folder.Path, "stranger");
        foreach (var client in new[] { stranger.Client(), doors.Authority!.Client("expired", validDays: -1), doors.Authority.Server("second") })
            Assert.NotEqual(StatusCode.OK, (await StatusAsync(doors.Grpc(client: client))).StatusCode);
        Assert.Equal(StatusCode.OK, (await StatusAsync(doors.Grpc(client: doors.Authority.Client()))).StatusCode);
    }

    [Fact]
    public async Task ClientScopes_Control_MayControl_AndTheLogNamesTheSubject()
    {
        var log = new ListLogger<AccessGate>();
        await using var doors = await OpenDoors.OnTheNetworkAsync((settings, authority) =>
        {
            Ask(settings, authority, ClientCertificates.Allow);
            settings["Tracker:Tls:ClientScopes:0"] = "control";
            settings["Logging:LogLevel:Default"] = "Information";
        }, builder => builder.Logging.AddProvider(log));

        await new AccessService.AccessServiceClient(doors.Grpc(client: doors.Authority!.Client())).ListTokensAsync(new ListTokensRequest());

        Assert.Contains(log.Lines, line => line == "certificate O=lab, CN=alice called /tracker.v1.AccessService/ListTokens" || line == "certificate CN=alice, O=lab called /tracker.v1.AccessService/ListTokens");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // Tls11 is what must not be taken.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task Handshake_OfAVersion_Tls12AndUp(SslProtocols version, bool isTaken)
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync();
        Assert.Equal(isTaken, await HandshakeAsync(doors.Host.Addresses.Http, version) is not null);
    }

    [Fact]
    public async Task NewFiles_AreShownToTheNextConnection_BrokenOnesKeepTheOld()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var log = new ListLogger<TlsDoor>();
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder.Path);
        var (certificate, key) = authority.Server(validDays: 10);
        var options = new TlsOptions { CertificateFile = certificate, KeyFile = key };
        using var door = new TlsDoor(TlsDoor.LoadFirst(options, time.GetUtcNow()), options, time, log);
        var first = door.Material.Certificate.SerialNumber;
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(first, door.Material.Certificate.SerialNumber);

        await File.WriteAllTextAsync(certificate, "-----BEGIN CERTIFICATE-----\nbroken", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(first, door.Material.Certificate.SerialNumber);
        Assert.Contains("The old one is kept", Assert.Single(log.Lines), StringComparison.Ordinal);

        authority.Server(validDays: -1);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("expired", log.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(first, door.Material.Certificate.SerialNumber);

        authority.Server(validDays: 20);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotEqual(first, door.Material.Certificate.SerialNumber);
        Assert.Contains("a new certificate is shown: CN=trackerd", log.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(3, log.Lines.Count);
    }

    [Fact]
    public async Task NewFiles_OfARunningDaemon_AreShownWithoutARestart()
    {
        await using var doors = await OpenDoors.OnTheNetworkAsync((settings, _) => settings["Tracker:Tls:ReloadInterval"] = "1s");
        var first = await HandshakeAsync(doors.Host.Addresses.Http, SslProtocols.None);
        doors.Authority!.Server();
        await Eventually.HoldsAsync("the new one is shown", async () => await HandshakeAsync(doors.Host.Addresses.Http, SslProtocols.None) is { } shown && shown != first);
    }

    [Fact]
    public void LoadFirst_WhatCannotBe_IsOneSentenceThatNamesTheFile()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder.Path);
        var (certificate, key) = authority.Server();
        var (_, otherKey) = authority.Server("other");
        var (expired, expiredKey) = authority.Server("expired", validDays: -1);
        var empty = Path.Combine(folder.Path, "empty.pem");
        File.WriteAllText(empty, "");

        Check(certificate, "/nonexistent/key", "/nonexistent/key cannot be used");
        Check("/nonexistent/cert", key, "/nonexistent/cert cannot be used");
        Check(certificate, otherKey, $"{otherKey} cannot be used");
        Check(certificate, empty, $"{empty} cannot be used");
        Check(empty, key, $"{empty} holds no certificate");
        Check(key, key, $"{key} holds no certificate");
        Check(expired, expiredKey, $"the certificate in {expired} expired at");

        static void Check(string certificate, string key, string sentence)
        {
            var fault = Assert.Throws<StartupException>(() => TlsDoor.LoadFirst(new TlsOptions { CertificateFile = certificate, KeyFile = key }, DateTimeOffset.UtcNow));
            Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', fault.Message);
        }
    }

    [Fact]
    public async Task NetworkBind_WithoutAToken_IsRefusedWithTheWayOut_AClientAuthorityWillDo()
    {
        using var folder = new TempFolder();
        using var authority = new TestAuthority(folder.Path);
        var (certificate, key) = authority.Server();
        void Settings(Dictionary<string, string?> settings)
        {
            settings["Tracker:Grpc"] = "0.0.0.0:0";
            settings["Tracker:Tls:CertificateFile"] = certificate;
            settings["Tracker:Tls:KeyFile"] = key;
        }

        var fault = await Assert.ThrowsAsync<StartupException>(() => DaemonHost.StartAsync(Settings));
        Assert.Equal(2, fault.ExitCode);
        Assert.StartsWith("--grpc 0.0.0.0:0 can be reached by other machines, and there is no token", fault.Message, StringComparison.Ordinal);
        Assert.Contains("tracker token create", fault.Message, StringComparison.Ordinal);

        await using var host = await DaemonHost.StartAsync(settings =>
        {
            Settings(settings);
            Ask(settings, authority, ClientCertificates.Require);
        });
        Assert.True(host.Addresses.Tls);
    }

    [Theory]
    [InlineData("Tls:KeyFile", "x", "Tls has no CertificateFile")]
    [InlineData("Tls:ClientCertificate", "require", "Tls has no CertificateFile")]
    [InlineData("Tls:ClientCertificate", "maybe", "the configuration does not fit")]
    [InlineData("Tls:ClientScopes:0", "write", "Tls:ClientScopes names 'write'")]
    [InlineData("Tls:Certificate", "x", "Tracker:Tls:Certificate is no key of the configuration")]
    [InlineData("Tls:ReloadInterval", "1ms", "Tls:ReloadInterval is 0.001s: give 1s to 1h.")]
    [InlineData("MetricsAddress", "prometheus:7072", "--metrics prometheus:7072 names no IP address")]
    public async Task Start_TlsOptionsThatCannotBe_AreRefusedByName(string key, string value, string sentence)
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() => DaemonHost.StartAsync(settings => settings["Tracker:" + key] = value));
        Assert.Equal(2, fault.ExitCode);
        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
    }

    private static void Ask(Dictionary<string, string?> settings, TestAuthority authority, ClientCertificates wish)
    {
        settings["Tracker:Tls:ClientCaFile"] = authority.CaFile;
        settings["Tracker:Tls:ClientCertificate"] = wish.ToString().ToLowerInvariant();
    }

    private static async Task<Status> StatusAsync(CallInvoker invoker)
    {
        try
        {
            await new DaemonService.DaemonServiceClient(invoker).GetStatusAsync(new GetStatusRequest());
            return Status.DefaultSuccess;
        }
        catch (RpcException fault)
        {
            return fault.Status;
        }
    }

    /// <returns>The serial number of what is shown; null where the handshake fails.</returns>
    private static async Task<string?> HandshakeAsync(string bound, SslProtocols version)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", int.Parse(bound.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version, RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null },
                TestContext.Current.CancellationToken);
            return tls.RemoteCertificate!.GetSerialNumberString();
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException)
        {
            return null;
        }
    }
}
