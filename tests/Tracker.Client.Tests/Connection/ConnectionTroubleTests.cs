using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tracker.Client.Connection;
using Tracker.Client.Tests.Fakes;
using Tracker.Testing;

namespace Tracker.Client.Tests.Connection;

/// <summary>What is wrong with TLS is said in words that hold the way out, and what was logged waits in the spool.</summary>
public sealed class ConnectionTroubleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;

    public ConnectionTroubleTests() => _authority = new TestAuthority(_folder.Path);

    [Fact]
    public async Task Tls_CertificateOfTheNamedAuthority_ReportsEverything()
    {
        await using FakeDaemon daemon = await ServeAsync(_authority.Server());
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(Https(daemon)) with { Tls = new TlsFiles { CaFile = _authority.CaFile } });
        run.Log(1, "a", 1);
        Assert.True(await run.FinishAsync());
    }

    [Fact]
    public async Task Tls_ClientCertificate_IsShown()
    {
        await using FakeDaemon daemon = await ServeAsync(_authority.Server(), ClientCertificateMode.RequireCertificate);
        (string certificate, string key) = _authority.Client();
        using var trainer = new Trainer();
        var tls = new TlsFiles { CaFile = _authority.CaFile, ClientCertificateFile = certificate, ClientKeyFile = key };
        await using TrackerRun run = TrackerRun.Start(trainer.Options(Https(daemon)) with { Tls = tls });
        run.Log(1, "a", 1);
        Assert.True(await run.FinishAsync());
    }

    [Fact]
    public async Task ClearText_ToATlsPort_SaysHttps() =>
        await HearAsync(await ServeAsync(_authority.Server()), daemon => $"http://127.0.0.1:{daemon.Port}", "write https://127.0.0.1:");

    [Fact]
    public async Task Tls_ToAClearTextPort_SaysHttp() =>
        await HearAsync(await FakeDaemon.StartAsync(), Https, "it does not speak TLS: write http://127.0.0.1:");

    [Fact]
    public async Task Tls_UnknownAuthority_NamesTheVariable()
    {
        using var folder = new TempFolder();
        using var stranger = new TestAuthority(folder.Path, "stranger");
        await HearAsync(await ServeAsync(stranger.Server()), Https, "name the daemon's with TRACKER_CA_FILE");
    }

    [Fact]
    public async Task Tls_ExpiredCertificate_SaysSo() =>
        await HearAsync(await ServeAsync(_authority.Server(validDays: -1)), Https, "its certificate has expired");

    [Fact]
    public async Task Tls_CertificateOfAnotherHost_SaysSo() =>
        await HearAsync(await ServeAsync(_authority.Server(names: ["other.example"])), Https, "its certificate is for another name than 127.0.0.1");

    [Fact]
    public async Task Tls_ClientCertificateIsAskedFor_SaysSo() =>
        await HearAsync(await ServeAsync(_authority.Server(), ClientCertificateMode.RequireCertificate), Https, "TRACKER_CLIENT_CERT_FILE");

    [Theory]
    [InlineData("/nonexistent/ca.pem", null, null, "TRACKER_CA_FILE: /nonexistent/ca.pem cannot be used")]
    [InlineData(null, "/nonexistent/client.pem", null, "TRACKER_CLIENT_CERT_FILE: /nonexistent/client.pem cannot be used")]
    public async Task Tls_FileThatCannotBeUsed_IsNamed(string? ca, string? certificate, string? key, string sentence)
    {
        using var trainer = new Trainer();
        var tls = new TlsFiles { CaFile = ca, ClientCertificateFile = certificate, ClientKeyFile = key };
        await using TrackerRun run = TrackerRun.Start(trainer.Options("https://127.0.0.1:1") with { Tls = tls, CloseTimeout = TimeSpan.Zero });
        await trainer.HeardAsync(sentence);
    }

    [Fact]
    public async Task TokenFile_ThatEverybodyReads_IsNotSent()
    {
        string file = Path.Combine(_folder.Path, "token");
        await File.WriteAllTextAsync(file, "trk_hush", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await using FakeDaemon daemon = await FakeDaemon.StartAsync();
        using var trainer = new Trainer();
        await using TrackerRun run = TrackerRun.Start(trainer.Options(daemon.Address) with { TokenFile = file, CloseTimeout = TimeSpan.Zero });
        await trainer.HeardAsync($"can read the token file {file}: run chmod 600");
        Assert.Empty(daemon.Ingest.Authorizations);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static string Https(FakeDaemon daemon) => $"https://127.0.0.1:{daemon.Port}";

    private static Task<FakeDaemon> ServeAsync((string Certificate, string Key) files, ClientCertificateMode mode = ClientCertificateMode.NoCertificate) =>
        FakeDaemon.StartAsync(null, kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(X509Certificate2.CreateFromPemFile(files.Certificate, files.Key), https =>
            {
                https.ClientCertificateMode = mode;
                https.ClientCertificateValidation = static (certificate, _, _) => certificate.Subject.Contains("alice", StringComparison.Ordinal);
            });
        }));

    private async Task HearAsync(FakeDaemon daemon, Func<FakeDaemon, string> address, string sentence)
    {
        await using FakeDaemon served = daemon;
        using var trainer = new Trainer();
        var options = trainer.Options(address(daemon)) with { Tls = new TlsFiles { CaFile = _authority.CaFile }, CloseTimeout = TimeSpan.Zero };
        await using TrackerRun run = TrackerRun.Start(options);
        run.Log(1, "a", 1);
        await trainer.HeardAsync("cannot be talked to");
        Assert.Contains(sentence, string.Join('\n', trainer.Messages), StringComparison.Ordinal);
    }
}
