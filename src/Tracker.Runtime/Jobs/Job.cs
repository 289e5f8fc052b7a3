using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>A run that the daemon executes from a plugin, as it is now.</summary>
public sealed record Job
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>What is executed.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Its place in the queue, from 1; 0 when it is not queued.</summary>
    public int QueuePlace { get; init; }

    /// <summary>What was set, or what the arguments of its program say.</summary>
    public ImmutableSortedDictionary<string, string> ShownHyperparameters =>
        Spec.Program is { } program ? ProgramWords.Hyperparameters(program) : Spec.Hyperparameters;

    /// <summary>The arguments of its program without secrets; empty for other plugins.</summary>
    public ImmutableArray<string> ShownArguments => Spec.Program is { } program ? ProgramWords.WithoutSecrets(program.Arguments) : [];
}

/// <summary>What a job executes. Written once to spec.json, which the job host reads.</summary>
public sealed record JobSpec
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Groups runs; empty for none.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>Name of the plugin.</summary>
    public required string Plugin { get; init; }

    /// <summary>Full path of the plugin's folder.</summary>
    public required string PluginPath { get; init; }

    /// <summary>auto, cpu or cuda:N.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>As text, by name.</summary>
    public ImmutableSortedDictionary<string, string> Hyperparameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Seed of all that is random in the job.</summary>
    public long Seed { get; init; }

    /// <summary>From 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>First bytes of each output file that are kept; 0 keeps all.</summary>
    public long OutputHeadBytes { get; init; }

    /// <summary>Last bytes of each output file that are kept.</summary>
    public long OutputTailBytes { get; init; }

    /// <summary>The state of the source at submit; null where it was not known.</summary>
    public JobSource? Source { get; init; }

    /// <summary>What a job of the plugin Command executes; null for other plugins.</summary>
    public JobProgram? Program { get; init; }
}

/// <summary>Where a job stands. Rewritten to state.json at every change, before anything follows from it.</summary>
public sealed record JobState
{
    /// <summary>Where it stands.</summary>
    public required JobPhase Phase { get; init; }

    /// <summary>Names the call that submitted it, so that a repeated call submits nothing again; empty for none.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Microseconds since the Unix epoch.</summary>
    public long SubmittedAt { get; init; }

    /// <summary>Microseconds since the Unix epoch; 0 before the start.</summary>
    public long StartedAt { get; init; }

    /// <summary>Microseconds since the Unix epoch; 0 while it lasts.</summary>
    public long EndedAt { get; init; }

    /// <summary>The boot in which its process was started.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Its process, which leads the job's session; 0 before the start.</summary>
    public int Pid { get; init; }

    /// <summary>Clock ticks from boot to the start of its process.</summary>
    public ulong StartTime { get; init; }

    /// <summary>When somebody asked it to stop, in microseconds since the Unix epoch; 0 when nobody did.</summary>
    public long StopAskedAt { get; init; }

    /// <summary>Seconds from then to the kill.</summary>
    public double GraceSeconds { get; init; }

    /// <summary>It did not end within the grace and was killed.</summary>
    public bool Killed { get; init; }

    /// <summary>Null when it is not known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What its run became.</summary>
    public RunStatus Status { get; init; }

    /// <summary>Why it ended, in one sentence; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Its run is stored.</summary>
    public bool RunMade { get; init; }

    /// <summary>The run knows of its end.</summary>
    public bool EndReported { get; init; }

    [JsonIgnore]
    internal ProcessIdentity? Process => Pid == 0 ? null : new ProcessIdentity(BootId, Pid, StartTime);
}
