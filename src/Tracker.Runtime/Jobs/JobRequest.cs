using System.Collections.Immutable;

namespace Tracker.Runtime.Jobs;

/// <summary>A wish to train.</summary>
public sealed record JobRequest
{
    /// <summary>Name of the plugin.</summary>
    public required string Plugin { get; init; }

    /// <summary>Name for people, up to 256 bytes; empty makes one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Groups runs; empty for none.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>As text, by name.</summary>
    public ImmutableSortedDictionary<string, string> Hyperparameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>auto, cpu or cuda:N; empty is auto.</summary>
    public string Device { get; init; } = "";

    /// <summary>Names the call, so that a repeated one submits nothing again; empty for none.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>For the plugin Command, which executes it; null for other plugins.</summary>
    public JobProgram? Program { get; init; }

    /// <summary>The state of the source; null where it is not known.</summary>
    public JobSource? Source { get; init; }

    /// <summary>What differs from the source's commit, as git prints it.</summary>
    public ReadOnlyMemory<byte> Diff { get; init; }

    /// <summary>Seed of all that is random in the job; null makes one.</summary>
    public long? Seed { get; init; }
}

/// <summary>Why a wish about a job was not carried out.</summary>
public enum JobRefusal
{
    /// <summary>It was carried out.</summary>
    None,

    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>There is no such plugin or job.</summary>
    NotFound,

    /// <summary>The state of the job or plugin does not allow it.</summary>
    NotPossible,

    /// <summary>The queue is full.</summary>
    Full,

    /// <summary>The disk or the store does not take it; later it may.</summary>
    Unavailable,
}

/// <summary>What became of a wish about a job.</summary>
/// <param name="Job">The job; null when it was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Reason">One sentence when it was refused; else empty.</param>
public sealed record JobResult(Job? Job, JobRefusal Refusal, string Reason)
{
    internal static JobResult Done(Job job) => new(job, JobRefusal.None, "");

    internal static JobResult Refused(JobRefusal refusal, string reason) => new(null, refusal, reason);
}
