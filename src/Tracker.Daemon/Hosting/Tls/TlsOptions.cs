namespace Tracker.Daemon.Hosting.Tls;

/// <summary>Whether callers show a certificate of their own.</summary>
internal enum ClientCertificates
{
    /// <summary>They are not asked.</summary>
    None,

    /// <summary>They may, and need no token then.</summary>
    Allow,

    /// <summary>Nobody connects without.</summary>
    Require,
}

/// <summary>Section <c>Tracker:Tls</c>: with a certificate, the HTTP and the gRPC port speak TLS 1.2 or 1.3 and nothing else.</summary>
internal sealed record TlsOptions
{
    /// <summary>PEM: the daemon's certificate, then those between it and its root. Default none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM, without a password: the certificate's key. Default the certificate's file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM: the only authorities whose client certificates are taken. Default none.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>none, allow or require. Default none.</summary>
    public ClientCertificates ClientCertificate { get; init; }

    /// <summary>What a caller with a certificate may do: ingest, read, control. Default ingest and read.</summary>
    public IReadOnlyList<string> ClientScopes { get; init; } = [];

    /// <summary>How often the files are looked at for new ones. Default 10s; 1s to 1h.</summary>
    public Duration ReloadInterval { get; init; } = new(TimeSpan.FromSeconds(10));

    /// <returns>One sentence; null when all is well.</returns>
    public static string? Problem(TlsOptions options)
    {
        const string Section = "Tls";
        if (options.CertificateFile is null && (options.KeyFile is not null || options.ClientCaFile is not null || options.ClientCertificate != ClientCertificates.None))
            return $"{Section} has no CertificateFile: name the daemon's certificate, or remove the other keys.";
        if (options.ClientCertificate == ClientCertificates.None != options.ClientCaFile is null)
            return $"{Section}:ClientCaFile and {Section}:ClientCertificate (allow or require) belong together: give both, or neither.";
        if (options.ClientScopes.FirstOrDefault(scope => Access.ScopeWords.Parse(scope) is null) is { } unknown)
            return $"{Section}:ClientScopes names '{unknown}', which is no scope: ingest, read and control are.";
        return (TimeSpan)options.ReloadInterval >= TimeSpan.FromSeconds(1) && (TimeSpan)options.ReloadInterval <= TimeSpan.FromHours(1)
            ? null
            : $"{Section}:ReloadInterval is {options.ReloadInterval}: give 1s to 1h.";
    }
}
