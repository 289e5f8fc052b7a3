using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Daemon.Hosting.Tls;

/// <summary>The certificate that the daemon shows and the authorities that it takes, as the files were at one time.</summary>
internal sealed class TlsMaterial
{
    private const string SubjectAlternativeName = "2.5.29.17";

    private TlsMaterial(X509Certificate2 certificate, X509Certificate2Collection between, X509Certificate2Collection clientAuthorities, string files)
    {
        Certificate = certificate;
        Shown = SslStreamCertificateContext.Create(certificate, between, offline: true);
        ClientAuthorities = clientAuthorities;
        Files = files;
        Names = [.. certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName)
            .SelectMany(extension => new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames())];
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>With those between it and its root.</summary>
    public SslStreamCertificateContext Shown { get; }

    public X509Certificate2Collection ClientAuthorities { get; }

    /// <summary>The hash of the files that it came from.</summary>
    public string Files { get; }

    /// <summary>The host names that the certificate is for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The hash of the files as they are; null while one of them cannot be read.</summary>
    public static string? Fingerprint(TlsOptions options)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var file in (string?[])[options.CertificateFile, options.KeyFile, options.ClientCaFile])
            {
                if (file is not null) hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }

            return Convert.ToHexString(hash.GetHashAndReset());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the files.</summary>
    /// <returns>The material; or one sentence that says what is wrong, and null.</returns>
    public static (TlsMaterial? Material, string Problem) Load(TlsOptions options, DateTimeOffset now)
    {
        var file = options.CertificateFile!;
        try
        {
            var files = Fingerprint(options) ?? "";
            var pem = File.ReadAllText(file);
            var between = new X509Certificate2Collection();
            between.ImportFromPem(pem);
            if (between.Count == 0) return (null, $"{file} holds no certificate in PEM");
            between.RemoveAt(0);
            file = options.KeyFile ?? file;
            var certificate = X509Certificate2.CreateFromPem(pem, File.ReadAllText(file));
            if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime) return (null, $"the certificate in {options.CertificateFile} expired at {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
            var authorities = new X509Certificate2Collection();
            if (options.ClientCaFile is { } clientCas)
            {
                file = clientCas;
                authorities.ImportFromPem(File.ReadAllText(clientCas));
                if (authorities.Count == 0) return (null, $"{clientCas} holds no certificate in PEM");
            }

            return (new TlsMaterial(certificate, between, authorities, files), "");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // The libraries' words on a key may be long and never say which file.
            return (null, $"{file} cannot be used ({Wire.Names.OneLine(fault.Message)})");
        }
    }
}
