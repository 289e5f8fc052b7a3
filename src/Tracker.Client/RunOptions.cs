using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.Client;

/// <summary>How a trainer reports a run. Every setting has a default that suits one trainer beside one daemon.</summary>
public sealed record RunOptions
{
    /// <summary>
    /// The run to report to: 32 lower-case hexadecimal digits. Null takes <c>TRACKER_RUN</c>, which the daemon sets for its jobs, else a
    /// new UUID of version 7.
    /// </summary>
    public string? Run { get; init; }

    /// <summary>Name for people, up to 256 bytes; replaces that of <see cref="Facts"/>.</summary>
    public string? Name { get; init; }

    /// <summary>Groups runs; replaces that of <see cref="Facts"/>.</summary>
    public string? Experiment { get; init; }

    /// <summary>What a judgement needs to know: kind of training, number of classes, planned steps, hyperparameters.</summary>
    public Facts? Facts { get; init; }

    /// <summary>From 1 (the default); a resume from a checkpoint is the next attempt.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>This trainer's number among those of a distributed run, from 0 (the default).</summary>
    public int Rank { get; init; }

    /// <summary>Trainers that report to this run; 1 by default.</summary>
    public int WorldSize { get; init; } = 1;

    /// <summary>
    /// Where the daemon is: <c>http://host:port</c>, <c>https://host:port</c> or <c>unix:/path</c>, or a comma list of these, each tried in turn. Null takes
    /// <c>TRACKER_SERVER</c>, else the sockets of <see cref="ServerAddress.TryFind"/>.
    /// </summary>
    public string? Server { get; init; }

    /// <summary>A file that holds the bearer token; null takes <c>TRACKER_TOKEN_FILE</c>, else no token is sent.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Certificates for a server of <c>https://</c>; what is null in it is as the environment says.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>The data directory, for the daemon's socket and the spool; null is <see cref="Connection.DataDirectory.Default"/>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// Folder for what is not acknowledged yet; a process that starts again with the same folder and run sends the rest. Null is
    /// <c>spool/RUN</c> in the data directory.
    /// </summary>
    public string? SpoolDirectory { get; init; }

    /// <summary>Bytes that the spool holds at most, from 64 KiB; 256 MiB by default. What no longer fits is dropped and counted.</summary>
    public long SpoolLimitBytes { get; init; } = 256L << 20;

    /// <summary>Samples a message, 1 to 5,000; 1,000 by default.</summary>
    public int BatchSamples { get; init; } = 1_000;

    /// <summary>How long a sample waits for others, 1 ms to 10 s; 50 ms by default.</summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Samples in memory between <c>Log</c> and the spool, 1,000 to 16,777,216; 131,072 by default. More are dropped and counted.</summary>
    public int QueueSamples { get; init; } = 131_072;

    /// <summary>True sends values as IEEE binary32: half the bytes, 7 digits. False by default.</summary>
    public bool Float32 { get; init; }

    /// <summary>Messages that are sent and not acknowledged, 1 to 65,536; 256 by default.</summary>
    public int UnacknowledgedMessages { get; init; } = 256;

    /// <summary>How often a silent trainer says that it lives, 1 s to 1 h; 10 s by default.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long dispose waits until all is acknowledged, 0 to 1 h; 10 s by default. The rest stays in the spool.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What reports, for the daemon's log; the process name by default.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// Told one sentence for each change of state: the daemon is away or back, samples are dropped or refused. Null writes to standard
    /// error. Called from a background task; what it throws is swallowed.
    /// </summary>
    public Action<string>? OnMessage { get; init; }

    /// <summary>Told what the daemon says of the run: alerts and findings. Called from a background task; what it throws is swallowed.</summary>
    public Action<Notice>? OnNotice { get; init; }

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (Run is not null && !RunIds.IsValid(Run))
            throw new ArgumentException($"The run id '{Run}' is not 32 lower-case hexadecimal digits.");
        Check(Attempt >= 1, "Attempt", "1 or more");
        Check(Rank >= 0, "Rank", "0 or more");
        Check(WorldSize >= 1 && Rank < WorldSize, "WorldSize", "1 or more and above Rank");
        Check(SpoolLimitBytes >= 64 << 10, "SpoolLimitBytes", "64 KiB or more");
        Check(BatchSamples is >= 1 and <= 5_000, "BatchSamples", "1 to 5,000");
        Check(BatchInterval >= TimeSpan.FromMilliseconds(1) && BatchInterval <= TimeSpan.FromSeconds(10), "BatchInterval", "1 ms to 10 s");
        Check(QueueSamples is >= 1_000 and <= 1 << 24, "QueueSamples", "1,000 to 16,777,216");
        Check(UnacknowledgedMessages is >= 1 and <= 65_536, "UnacknowledgedMessages", "1 to 65,536");
        Check(HeartbeatInterval >= TimeSpan.FromSeconds(1) && HeartbeatInterval <= TimeSpan.FromHours(1), "HeartbeatInterval", "1 s to 1 h");
        Check(CloseTimeout >= TimeSpan.Zero && CloseTimeout <= TimeSpan.FromHours(1), "CloseTimeout", "0 to 1 h");
        if (Server is not null && !ServerAddress.TryParseList(Server, out _, out string? problem))
            throw new ArgumentException(problem);

        static void Check(bool holds, string name, string range)
        {
            if (!holds)
                throw new ArgumentException($"{name} of the run options is out of its range: {range}.");
        }
    }
}
