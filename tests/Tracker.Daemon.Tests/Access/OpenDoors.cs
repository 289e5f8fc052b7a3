using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Daemon.Access;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Access;

/// <summary>
/// A daemon with its doors: HTTP and gRPC, on loopback or for other machines with TLS, the socket, and where wished for one for /metrics.
/// </summary>
internal sealed class OpenDoors : IAsyncDisposable
{
    private readonly List<IDisposable> _opened = [];

    private OpenDoors(DaemonHost host, TestAuthority? authority)
    {
        Host = host;
        Authority = authority;
    }

    public DaemonHost Host { get; }

    public TestAuthority? Authority { get; }

    /// <summary>Without TLS, on loopback, with a listener for metrics.</summary>
    public static async Task<OpenDoors> OnLoopbackAsync(
        Action<Dictionary<string, string?>>? configure = null, Action<WebApplicationBuilder>? replace = null) =>
        new(
            await DaemonHost.StartAsync(settings =>
            {
                settings["Tracker:MetricsAddress"] = "127.0.0.1:0";
                configure?.Invoke(settings);
            }, replace),
            authority: null);

    /// <summary>
    /// On every address of this machine, which is what the door is for: nobody gets in without the tokens of this test.
    /// </summary>
    public static async Task<OpenDoors> OnTheNetworkAsync(
        Action<Dictionary<string, string?>, TestAuthority>? configure = null, Action<WebApplicationBuilder>? replace = null)
    {
        var folder = new TempFolder();
        var authority = new TestAuthority(folder.Path);
        var (certificate, key) = authority.Server();
        // A token must be there before other machines may call.
        var host = await DaemonHost.StartAsync();
        host.Services.GetRequiredService<TokenRegistry>().Create("first", Scopes.Read, null);
        await host.StopAsync();
        await host.StartAgainAsync(settings =>
        {
            settings["Tracker:Http"] = settings["Tracker:Grpc"] = "0.0.0.0:0";
            settings["Tracker:Tls:CertificateFile"] = certificate;
            settings["Tracker:Tls:KeyFile"] = key;
            configure?.Invoke(settings, authority);
        }, replace);
        var doors = new OpenDoors(host, authority);
        doors._opened.Add(folder);
        doors._opened.Add(authority);
        return doors;
    }

    /// <summary>A new token.</summary>
    public string Token(string name, Scopes scopes, TimeSpan? lifetime = null) =>
        Host.Services.GetRequiredService<TokenRegistry>().Create(name, scopes, lifetime).Succeeded(out var made, out var refusal)
            ? made.Secret
            : throw new InvalidOperationException(refusal.Sentence);

    public CallInvoker Grpc(string? token = null, (string Certificate, string Key)? client = null) =>
        Invoker(Uri(Host.Addresses.Grpc), Handler(client), token);

    public CallInvoker Socket(string? token = null) => Invoker(new Uri("http://localhost"), Host.SocketHandler(), token);

    /// <param name="metrics">The listener for /metrics instead of that for HTTP.</param>
    /// <param name="token">Sent with each request.</param>
    /// <param name="client">The certificate to show.</param>
    public HttpClient Http(bool metrics = false, string? token = null, (string Certificate, string Key)? client = null)
    {
        var http = new HttpClient(Handler(client)) { BaseAddress = metrics ? new Uri($"http://{Host.Addresses.Metrics}") : Uri(Host.Addresses.Http) };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        _opened.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened) opened.Dispose();
        await Host.DisposeAsync();
    }

    private CallInvoker Invoker(Uri address, HttpMessageHandler handler, string? token)
    {
        if (token is not null) handler = new WithToken(token, handler);
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _opened.Insert(0, channel);
        return channel.CreateCallInvoker();
    }

    private Uri Uri(string bound) => new($"{(Host.Addresses.Tls ? "https" : "http")}://{Reachable(bound)}");

    private static string Reachable(string bound) => bound.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);

    private SocketsHttpHandler Handler((string Certificate, string Key)? client)
    {
        var handler = new SocketsHttpHandler();
        if (Authority is null) return handler;
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(Authority.CaFile);
        // A test may send another Host than it connects to; the client then looks for that name in the certificate.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
        if (client is var (certificate, key))
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, key)];
        return handler;
    }

    private sealed class WithToken(string token, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
