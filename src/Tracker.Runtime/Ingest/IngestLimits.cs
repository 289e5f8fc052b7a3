using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Ingest;

/// <summary>How much the daemon takes. Streams wait where there is no room; calls by hand are refused after their patience.</summary>
public sealed record IngestLimits
{
    /// <summary>Bytes of all runs that are taken and not yet decided. Default 64 MiB; 1 MiB to 16 GiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long UndecidedBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of one run that are taken and not yet decided. Default 1 MiB; 4 KiB to 1 GiB.</summary>
    [Range(4L << 10, 1L << 30)]
    public long UndecidedBytesPerRun { get; init; } = 1L << 20;

    /// <summary>Inputs of one run that are taken and not yet decided. Default 1,024; 16 to 65,536.</summary>
    [Range(16, 65_536)]
    public int UndecidedInputsPerRun { get; init; } = 1_024;

    /// <summary>Bytes of one message. Default 1 MiB; 4 KiB to 64 MiB.</summary>
    [Range(4 << 10, 64 << 20)]
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>Samples of one message. Default 5,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MessageSamples { get; init; } = 5_000;

    /// <summary>Bytes of UTF-8 in a name. Default 256; 16 to 4,096.</summary>
    [Range(16, 4_096)]
    public int NameBytes { get; init; } = 256;

    /// <summary>Metrics of one run, each rank counted. Default 2,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MetricsPerRun { get; init; } = 2_000;

    /// <summary>Metric sets of one run. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int SetsPerRun { get; init; } = 10_000;

    /// <summary>
    /// Characters of the names of all metric sets of one run together, each set counted: they are kept in memory and in each snapshot.
    /// Default 4,194,304; 65,536 to 1,073,741,824.
    /// </summary>
    [Range(65_536, 1 << 30)]
    public int SetNamesPerRun { get; init; } = 4 << 20;

    /// <summary>Runs that are created or running. A new one is refused beyond; those that live go on. Default 10,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int LiveRuns { get; init; } = 10_000;

    /// <summary>Hyperparameters of one run, and as many tags. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int FactsPerRun { get; init; } = 1_000;

    /// <summary>Bytes of UTF-8 in the value of a hyperparameter or tag. Default 4,096; 16 to 65,536.</summary>
    [Range(16, 65_536)]
    public int FactBytes { get; init; } = 4_096;

    /// <summary>
    /// Bytes of all facts of one run, names and values: every list of runs reads them, and runs that live have them in memory. Default
    /// 256 KiB; 4 KiB to 64 MiB.
    /// </summary>
    [Range(4 << 10, 64 << 20)]
    public int FactsBytesPerRun { get; init; } = 256 << 10;

    /// <summary>Orders of one run that wait for an outcome. Default 100; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int OrdersPerRun { get; init; } = 100;

    /// <summary>Producers of one run. Default 4,096; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int ProducersPerRun { get; init; } = 4_096;

    /// <summary>Early inputs that are held for one producer. Default 64; 1 to 4,096.</summary>
    [Range(1, 4_096)]
    public int HeldInputs { get; init; } = 64;

    /// <summary>How long an early input is held before it is asked for again. Default 2 s; 100 ms to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan HeldFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call by hand waits for room. Default 2 s; 0 to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CallPatience { get; init; } = TimeSpan.FromSeconds(2);
}
