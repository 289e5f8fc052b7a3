using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Testing;

/// <summary>A certificate authority of one test: it makes certificates as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;

    /// <summary>Makes one whose files lie in this folder.</summary>
    public TestAuthority(string folder, string name = "test authority")
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _certificate = request.CreateSelfSigned(Today.AddDays(-30), Today.AddDays(3_650));
        CaFile = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem());
    }

    /// <summary>Its own certificate.</summary>
    public string CaFile { get; }

    private static DateTimeOffset Today { get; } = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>A server's certificate and key, for these names and for 127.0.0.1 where none are given.</summary>
    public (string Certificate, string Key) Server(string file = "server", string[]? names = null, int validDays = 30) =>
        Issue(file, "CN=trackerd", ServerUse, names ?? ["localhost", "127.0.0.1"], validDays);

    /// <summary>A client's certificate and key.</summary>
    public (string Certificate, string Key) Client(string file = "client", string subject = "CN=alice,O=lab", int validDays = 30) =>
        Issue(file, subject, ClientUse, [], validDays);

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private (string Certificate, string Key) Issue(string file, string subject, string use, string[] names, int validDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        if (names.Length > 0) request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.Create(_certificate, Today.AddDays(-20), Today.AddDays(validDays), RandomNumberGenerator.GetBytes(16));
        var (certificateFile, keyFile) = (Path.Combine(_folder, file + ".pem"), Path.Combine(_folder, file + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (certificateFile, keyFile);
    }
}
