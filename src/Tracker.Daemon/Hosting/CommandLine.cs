using Tracker.Runtime;

namespace Tracker.Daemon.Hosting;

/// <summary>The flags of <c>trackerd</c>, as configuration keys.</summary>
internal static class CommandLine
{
    public const string Usage =
        """
        usage: trackerd [flags]
          --data-dir DIR       where everything is kept
          --http ADDR:PORT     HTTP/1.1, default 127.0.0.1:7070; port 0 is a free one
          --grpc ADDR:PORT     gRPC, default 127.0.0.1:7071; port 0 is a free one
          --metrics ADDR:PORT  a listener for /metrics alone, default none
          --tls-cert FILE      PEM certificate of the HTTP and gRPC ports, which then speak TLS
          --tls-key FILE       its key
          --socket PATH        gRPC's Unix socket, default DIR/trackerd.sock
          --plugins DIR        folder of plugins
          --job-host PATH      the job host's executable
          --slots N            jobs at a time
          --stall-floor TIME   the shortest silence that is called stalled, as 10s
          --rule FILE          a file of the lab's own rules; may stand several times
          --system-interval TIME  how often this machine and its jobs are measured, default 10s; 0s is never
          --json               says where it listens, and that it stopped, as one JSON object a line
          --version, --help
               trackerd --restore FILE [--data-dir DIR] [--json]     puts a backup into an empty data directory, and ends
               trackerd --verify-backup FILE [--json]                reads a backup to its end, and ends
        """;

    private const string Rule = "--rule";

    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["--data-dir"] = nameof(DaemonOptions.DataDir),
        ["--http"] = nameof(DaemonOptions.Http),
        ["--grpc"] = nameof(DaemonOptions.Grpc),
        ["--metrics"] = nameof(DaemonOptions.MetricsAddress),
        ["--tls-cert"] = $"{nameof(DaemonOptions.Tls)}:{nameof(Tls.TlsOptions.CertificateFile)}",
        ["--tls-key"] = $"{nameof(DaemonOptions.Tls)}:{nameof(Tls.TlsOptions.KeyFile)}",
        ["--socket"] = nameof(DaemonOptions.Socket),
        ["--plugins"] = nameof(DaemonOptions.Plugins),
        ["--job-host"] = nameof(DaemonOptions.JobHost),
        ["--slots"] = nameof(DaemonOptions.Slots),
        ["--stall-floor"] = nameof(DaemonOptions.StallFloor),
        [Rule] = $"{nameof(DaemonOptions.Rules)}:{nameof(RuleOptions.Files)}",
        ["--system-interval"] = nameof(DaemonOptions.SystemInterval),
    };

    /// <summary>Reads <c>--flag VALUE</c> and <c>--flag=VALUE</c>.</summary>
    /// <exception cref="StartupException">A flag is unknown, or has no value or two.</exception>
    public static Dictionary<string, string?> Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var flag = equals < 0 ? args[i] : args[i][..equals];
            if (!Keys.TryGetValue(flag, out var name))
                throw StartupException.UsedWrongly($"{flag} is no flag of trackerd{Nearest.Hint(flag, Keys.Keys)}: see trackerd --help.");
            if (equals < 0 && (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
                throw StartupException.UsedWrongly($"{flag} needs a value: see trackerd --help.");
            var value = equals < 0 ? args[++i] : args[i][(equals + 1)..];
            if (value.Length == 0) throw StartupException.UsedWrongly($"{flag} needs a value: see trackerd --help.");
            // Files of the command line come after those of the configuration, and take no place of theirs.
            if (flag == Rule) name += $":flag{settings.Count:0000}";
            if (!settings.TryAdd($"{DaemonConfiguration.Section}:{name}", value))
                throw StartupException.UsedWrongly($"{flag} is given twice: give it once.");
        }

        return settings;
    }
}
