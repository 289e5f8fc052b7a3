using System.ComponentModel.DataAnnotations;

namespace Tracker.Runtime.Keeping;

/// <summary>
/// Which runs are removed when nobody asked: section <c>Tracker:Retention</c>. All off by default. Only runs that have ended are
/// removed, and never a pinned one; what is removed is deleted first and purged after <see cref="Grace"/>.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>From a run's end to its removal, as 90.00:00:00 for 90 days; 0 keeps for ever. Default 0; else 1 minute to 10 years.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Bytes that the journals of all runs may take; what ended first goes first. 0 is no limit. Default 0; else 1 MiB to 16 TiB.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Rules of an experiment by its name: they stand beside <see cref="MaxBytes"/> and in place of <see cref="MaxAge"/>. Default none; up to 1,000.</summary>
    public IReadOnlyDictionary<string, ExperimentRetention> Experiments { get; init; } = new Dictionary<string, ExperimentRetention>();

    /// <summary>From a delete to the purge, in which it can be taken back. Default 7 days; 0 to 365 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often is looked for what may go. Default 1 minute; 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Time of one slice of a purge: whoever writes waits no longer. Default 4 ms; 1 ms to 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan Slice { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>One sentence; null when all is well.</summary>
    public string? Problem()
    {
        if (AgeProblem("MaxAge", MaxAge) is { } age) return age;
        if (BytesProblem("MaxBytes", MaxBytes) is { } bytes) return bytes;
        if (Experiments.Count > 1_000) return $"Experiments has {Experiments.Count} rules: 1000 is the most.";
        foreach (var (name, rule) in Experiments)
        {
            if (AgeProblem($"Experiments:{name}:MaxAge", rule.MaxAge ?? TimeSpan.Zero) is { } ofAge) return ofAge;
            if (BytesProblem($"Experiments:{name}:MaxBytes", rule.MaxBytes) is { } ofBytes) return ofBytes;
        }

        return null;
    }

    private static string? AgeProblem(string name, TimeSpan age) =>
        age == TimeSpan.Zero || (age >= TimeSpan.FromMinutes(1) && age <= TimeSpan.FromDays(3_650))
            ? null
            : $"{name} is {age}: give 00:00:00 to keep for ever, or 00:01:00 to 3650.00:00:00 (days come before the dot).";

    private static string? BytesProblem(string name, long bytes) =>
        bytes is 0 or (>= 1L << 20 and <= 1L << 44) ? null : $"{name} is {bytes}: give 0 for no limit, or 1048576 to 17592186044416.";
}

/// <summary>Rules of one experiment.</summary>
public sealed record ExperimentRetention
{
    /// <summary>From a run's end to its removal; 0 keeps for ever, and null is as for all runs. Default null; else 1 minute to 10 years.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Bytes that the journals of its runs may take; 0 is no limit. Default 0; else 1 MiB to 16 TiB.</summary>
    public long MaxBytes { get; init; }
}
