using Tracker.Core.Monitoring;
using Tracker.Daemon.Export;
using Tracker.Daemon.Hosting.Tls;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Keeping;
using Tracker.Runtime.Search;

namespace Tracker.Daemon.Hosting;

/// <summary>Section <c>Tracker</c> of the configuration. Validated at start by <see cref="DaemonOptionsValidator"/>.</summary>
internal sealed record DaemonOptions
{
    /// <summary>Where everything is kept. Default <c>$XDG_STATE_HOME/tracker</c>, else <c>~/.local/state/tracker</c>.</summary>
    public string DataDir { get; init; } = DefaultDataDir();

    /// <summary>
    /// HTTP/1.1, as address:port; port 0 is a free one. An address that other machines reach needs TLS and a token. Default 127.0.0.1:7070.
    /// </summary>
    public string Http { get; init; } = "127.0.0.1:7070";

    /// <summary>gRPC over HTTP/2, as address:port; else as <see cref="Http"/>. Default 127.0.0.1:7071.</summary>
    public string Grpc { get; init; } = "127.0.0.1:7071";

    /// <summary>
    /// A listener of its own for /metrics and /healthz, as address:port, in clear text and without a token: give it to a Prometheus of
    /// another machine. Default none.
    /// </summary>
    public string? MetricsAddress { get; init; }

    /// <summary>True asks for a token with the scope read on <see cref="MetricsAddress"/>, which then speaks TLS too. Default false.</summary>
    public bool MetricsRequireToken { get; init; }

    /// <summary>The certificates, see <see cref="TlsOptions"/>.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>gRPC's Unix socket, up to 107 bytes. Default <c>trackerd.sock</c> in the data directory.</summary>
    public string? Socket { get; init; }

    /// <summary>Folder of plugins, one folder each. Default <c>plugins</c> beside the executable.</summary>
    public string? Plugins { get; init; }

    /// <summary>The job host's executable. Default <c>tracker-job</c> beside the executable.</summary>
    public string? JobHost { get; init; }

    /// <summary>Jobs at a time. Default one a processor; 1 to 1,024.</summary>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>How often this machine and its jobs are measured; 0s is never. Default 10s; else 1s to 1h.</summary>
    public Duration SystemInterval { get; init; } = new(TimeSpan.FromSeconds(10));

    /// <summary>The shortest silence that is called stalled. Default 60s; 1s to 7d.</summary>
    public Duration StallFloor { get; init; } = new(TimeSpan.FromSeconds(60));

    /// <summary>An external run that is silent for so long is lost. Default 7d; 1m to 365d.</summary>
    public Duration LostAfter { get; init; } = new(TimeSpan.FromDays(7));

    /// <summary>
    /// Options of detectors, by detector id and option as docs/detectors.md lists them; <c>Enabled</c> switches one off. Default none.
    /// </summary>
    public Dictionary<string, Dictionary<string, string>> Detectors { get; init; } = [];

    /// <summary>The lab's own rules, see <see cref="RuleOptions"/>.</summary>
    public RuleOptions Rules { get; init; } = new();

    /// <summary>User ids that may control through the Unix socket, beside the daemon's own and root. Default none; up to 64.</summary>
    public IReadOnlyList<uint> AllowedUids { get; init; } = [];

    /// <summary>
    /// True closes reporting and reading on loopback, and on the socket to other uids, to callers without a token. Default false.
    /// </summary>
    public bool RequireToken { get; init; }

    /// <summary>Tokens that people may make. Default 256; 1 to 1,024.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>
    /// Host names that callers may use, beside localhost, 127.0.0.1 and [::1], and where other machines call, this machine's name,
    /// those of the certificate and any IP address. Default none; up to 64.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Connections at a time over all doors. Default 2,048; 1 to 65,536.</summary>
    public int MaxConnections { get; init; } = 2_048;

    /// <summary>Report streams at a time. Default 1,000; 1 to 65,536.</summary>
    public int MaxStreams { get; init; } = 1_000;

    /// <summary>Calls that are answered at a time, streams not counted. Default 1,000; 1 to 65,536.</summary>
    public int MaxCalls { get; init; } = 1_000;

    /// <summary>Callers that watch a run at a time. Default 1,000; 1 to 65,536.</summary>
    public int MaxWatchers { get; init; } = 1_000;

    /// <summary>Events that may wait for one watcher before it reads the store again. Default 256; 1 to 65,536.</summary>
    public int WatchBacklog { get; init; } = 256;

    /// <summary>Bytes that the database may grow to; 0 is no limit. Default 0; else 1 MiB or more.</summary>
    public long MaxStoreBytes { get; init; }

    /// <summary>When the store seals and copies, see <see cref="StoreOptions"/>.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>How much the daemon takes, see <see cref="IngestLimits"/>.</summary>
    public IngestLimits Limits { get; init; } = new();

    /// <summary>How runs are kept in memory and saved, see <see cref="MailboxOptions"/>.</summary>
    public MailboxOptions Runs { get; init; } = new();

    /// <summary>What jobs may take, see <see cref="JobLimits"/>.</summary>
    public JobLimits Jobs { get; init; } = new();

    /// <summary>What a connection may cost, see <see cref="TransportOptions"/>.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>How much /metrics shows, see <see cref="ExportOptions"/>.</summary>
    public ExportOptions Export { get; init; } = new();

    /// <summary>How far a search of runs may go, see <see cref="SearchOptions"/>.</summary>
    public SearchOptions Search { get; init; } = new();

    /// <summary>Which runs are removed, see <see cref="RetentionOptions"/>.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>What runs are judged with, but for the rules of the files.</summary>
    public MonitorOptions Monitor => new()
    {
        StallFloor = StallFloor,
        LostAfter = LostAfter,
        Detectors = Detectors.ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)pair.Value),
    };

    /// <summary>The Unix socket's path in effect.</summary>
    public string SocketPath => Socket ?? Path.Combine(DataDir, "trackerd.sock");

    private static string DefaultDataDir()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (string.IsNullOrEmpty(state) || !Path.IsPathRooted(state))
            state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "tracker");
    }
}
