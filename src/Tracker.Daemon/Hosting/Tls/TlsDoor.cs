using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Tracker.Daemon.Hosting.Tls;

/// <summary>
/// The TLS of the daemon's listeners. The files are looked at again and again: a new certificate serves the next connection, and a broken
/// one leaves the old in place and says so.
/// </summary>
internal sealed partial class TlsDoor : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TlsDoor> _logger;
    private readonly ITimer _look;
    private volatile TlsMaterial _material;
    private string? _refused;

    public TlsDoor(TlsMaterial material, TlsOptions options, TimeProvider time, ILogger<TlsDoor> logger)
    {
        _material = material;
        _options = options;
        _time = time;
        _logger = logger;
        _look = time.CreateTimer(_ => Look(), null, options.ReloadInterval, options.ReloadInterval);
    }

    /// <summary>What is shown now.</summary>
    public TlsMaterial Material => _material;

    /// <exception cref="StartupException">The files cannot be used.</exception>
    public static TlsMaterial LoadFirst(TlsOptions options, DateTimeOffset now)
    {
        var (material, problem) = TlsMaterial.Load(options, now);
        return material ?? throw StartupException.Failed($"TLS cannot be spoken: {problem}; correct Tls:CertificateFile, KeyFile or ClientCaFile.");
    }

    /// <summary>Every connection of this listener begins with a handshake.</summary>
    public void SpeakOn(ListenOptions listener)
    {
        listener.Use(next => async connection =>
        {
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            // What the runtime throws at a caller that offers nothing newer than TLS 1.1, before it asks for the certificate. Unhandled,
            // every scanner would fill the log.
            catch (NotSupportedException)
            {
                connection.Abort();
            }
        });
        listener.UseHttps(Handshake());
    }

    /// <summary>For each connection, what holds now.</summary>
    private TlsHandshakeCallbackOptions Handshake() => new()
    {
        HandshakeTimeout = TimeSpan.FromSeconds(10),
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _material.Shown,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateRequired = _options.ClientCertificate != ClientCertificates.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, presented, _) => Accepts(certificate as X509Certificate2, presented),
        }),
    };

    public void Dispose() => _look.Dispose();

    /// <summary>A client's certificate leads to one of our authorities; what the machine trusts otherwise counts for nothing.</summary>
    private bool Accepts(X509Certificate2? certificate, X509Chain? presented)
    {
        if (_options.ClientCertificate == ClientCertificates.None) return true;
        if (certificate is null) return _options.ClientCertificate == ClientCertificates.Allow;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_material.ClientAuthorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        var isGood = chain.Build(certificate);
        if (!isGood) LogClientRefused(certificate.Subject, string.Join(", ", chain.ChainStatus.Select(status => status.Status)));
        return isGood;
    }

    private void Look()
    {
        var files = TlsMaterial.Fingerprint(_options);
        if (files == _material.Files || (files is not null && files == _refused)) return;
        var (material, problem) = TlsMaterial.Load(_options, _time.GetUtcNow());
        if (material is null)
        {
            // Said once for each state of the files. A file that is away comes back under another name of this.
            if (_refused != (files ?? problem)) LogKept(problem, _material.Certificate.NotAfter.ToUniversalTime());
            _refused = files ?? problem;
            return;
        }

        _refused = null;
        _material = material;
        LogReloaded(material.Certificate.Subject, material.Certificate.NotAfter.ToUniversalTime());
    }
}
