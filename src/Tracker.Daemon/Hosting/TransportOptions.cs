using System.ComponentModel.DataAnnotations;

namespace Tracker.Daemon.Hosting;

/// <summary>What a connection may cost, and how long a silent one is kept.</summary>
internal sealed record TransportOptions
{
    /// <summary>
    /// Bytes of one stream that are taken and not read yet; its sender is stopped beyond. A thousand streams hold 256 MiB at worst.
    /// Default 256 KiB; 64 KiB to 16 MiB.
    /// </summary>
    [Range(64 << 10, 16 << 20)]
    public int StreamWindowBytes { get; init; } = 256 << 10;

    /// <summary>Bytes of one gRPC connection that are taken and not read yet. Default 1 MiB; 64 KiB to 64 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int ConnectionWindowBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Connections that may wait at a door until they are let in: after a restart all trainers come at once, and who finds no place is refused and
    /// tries again later. The kernel takes no more than its net.core.somaxconn. Default 4,096; 16 to 65,535.
    /// </summary>
    [Range(16, 65_535)]
    public int Backlog { get; init; } = 4_096;

    /// <summary>Calls and streams of one gRPC connection at a time; more wait at the caller. Default 100; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int StreamsPerConnection { get; init; } = 100;

    /// <summary>A gRPC connection that is silent for so long is asked whether it is there. Default 30 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One that does not answer for so long is closed. Default 20 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the headers of a request may take to come. Default 30 s; 1 s to 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of the headers of a request. Default 32 KiB; 4 KiB to 1 MiB.</summary>
    [Range(4 << 10, 1 << 20)]
    public int HeaderBytes { get; init; } = 32 << 10;

    /// <summary>
    /// Bytes a second that a body must come with, after <see cref="BodyGrace"/>; streams are free of it. Default 240; 1 to 1,000,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int BodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slower than that. Default 5 s; 2 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);
}
