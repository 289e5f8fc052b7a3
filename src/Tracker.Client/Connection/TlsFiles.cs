using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Client.Connection;

/// <summary>The files by which a client and a daemon know each other over TLS (<c>https://host:port</c>), all PEM.</summary>
public sealed record TlsFiles
{
    /// <summary>The environment variable for <see cref="CaFile"/>.</summary>
    public const string CaVariable = "TRACKER_CA_FILE";

    /// <summary>The environment variable for <see cref="ClientCertificateFile"/>.</summary>
    public const string CertificateVariable = "TRACKER_CLIENT_CERT_FILE";

    /// <summary>The environment variable for <see cref="ClientKeyFile"/>.</summary>
    public const string KeyVariable = "TRACKER_CLIENT_KEY_FILE";

    /// <summary>The only authorities that a daemon's certificate may come from; null takes those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>The certificate to show to a daemon that asks for one; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Its key, without a password; null where the certificate's file holds it.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>What the environment names.</summary>
    public static TlsFiles FromEnvironment() => new()
    {
        CaFile = Variable(CaVariable),
        ClientCertificateFile = Variable(CertificateVariable),
        ClientKeyFile = Variable(KeyVariable),
    };

    /// <summary>What is not given here is as the environment says.</summary>
    internal TlsFiles OrFromEnvironment()
    {
        TlsFiles environment = FromEnvironment();
        return new TlsFiles
        {
            CaFile = CaFile ?? environment.CaFile,
            ClientCertificateFile = ClientCertificateFile ?? environment.ClientCertificateFile,
            ClientKeyFile = ClientCertificateFile is null ? environment.ClientKeyFile : ClientKeyFile,
        };
    }

    /// <summary>Reads the files. They are read again for each channel, so that new ones need no restart.</summary>
    /// <exception cref="TrackerCredentialsException">One of them cannot be used.</exception>
    internal SslClientAuthenticationOptions Read()
    {
        var options = new SslClientAuthenticationOptions();
        if (CaFile is { } ca)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            Use(CaVariable, ca, () => options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(ca));
            if (options.CertificateChainPolicy.CustomTrustStore.Count == 0)
                throw new TrackerCredentialsException($"{CaVariable}: {ca} holds no certificate in PEM.");
        }

        if (ClientCertificateFile is { } certificate)
        {
            Use(CertificateVariable, certificate, () =>
            {
                var between = new X509Certificate2Collection();
                between.ImportFromPemFile(certificate);
                if (between.Count > 0)
                    between.RemoveAt(0);
                options.ClientCertificateContext = SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(certificate, ClientKeyFile), between, offline: true);
            });
        }

        return options;
    }

    private static void Use(string variable, string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new TrackerCredentialsException($"{variable}: {file} cannot be used: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
