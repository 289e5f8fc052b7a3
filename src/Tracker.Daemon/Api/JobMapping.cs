using System.Collections.Immutable;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Access;
using Tracker.Runtime.Jobs;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Api;

/// <summary>Jobs in the words of the wire.</summary>
internal static class JobMapping
{
    public const uint MostGraceSeconds = 86_400;
    private const int MostPage = 1_000;
    private const int MostTailCharacters = 4_096;

    public static Outcome<JobRequest> Read(Proto.SubmitJobRequest request) =>
        request.Plugin.Length == 0 && request.Program is null
            ? Refusal.BadInput("the job names no plugin: name one, as Digits.")
            : HoldsToken(request)
            ? Refusal.BadInput("the job is told a token, which would stand in its files and be shown to whoever reads: take it out and revoke it; a job finds one of its own in TRACKER_TOKEN_FILE.")
            : new JobRequest
            {
                Plugin = request.Plugin.Length > 0 ? request.Plugin : JobProgram.Plugin,
                Name = request.Name,
                Experiment = request.Experiment,
                Hyperparameters = request.Hyperparameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Device = request.Device,
                RequestId = request.RequestId,
                Program = ReadProgram(request.Program),
                Source = ReadSource(request.Source),
                Diff = request.Source?.Diff.Memory ?? default,
                Seed = request.HasSeed ? request.Seed : null,
            };

    private static bool HoldsToken(Proto.SubmitJobRequest request)
    {
        // What git says of the code may be long, and is not the caller's words.
        var told = request.Clone();
        told.Source = null;
        return Secret.IsIn(told.ToString());
    }

    public static Outcome<JobOutputWish> Read(Proto.ReadJobLogsRequest request)
    {
        if (request.FromOffset < 0) return Refusal.BadInput($"the offset {request.FromOffset} is negative: give 0 or more.");
        var kinds = request.Stream switch
        {
            Proto.LogStream.Stdout => JobOutputKind.Output,
            Proto.LogStream.Stderr => JobOutputKind.Error,
            _ => JobOutputKind.Both,
        };
        if (request.FromOffset > 0 && kinds == JobOutputKind.Both) return Refusal.BadInput("an offset counts bytes of one stream: name the stream, stdout or stderr.");
        int? tail = request.HasTailLines ? (int)Math.Min(request.TailLines, int.MaxValue) : null;
        return new JobOutputWish(kinds, request.Follow, tail, request.FromOffset);
    }

    public static Outcome<PageWish> Read(Proto.ListJobsRequest request)
    {
        if (request.PageSize > MostPage) return Refusal.BadInput($"a page of {request.PageSize} jobs is too large: {MostPage} is the most.");
        var size = request.PageSize == 0 ? MostPage : (int)request.PageSize;
        if (request.PageToken.Length == 0) return new PageWish(null, size);
        return RunId.TryParse(request.PageToken, out var before)
            ? new PageWish(before, size)
            : Refusal.BadInput("the page token is none of an answer before: leave it empty for the first page.");
    }

    public static Outcome<Job> Read(JobResult result) => result.Job is { } job ? job : Read(result.Refusal, result.Reason);

    public static Outcome<SnapshotResult> Read(SnapshotResult result) =>
        result.Refusal == JobRefusal.None ? result : Read(result.Refusal, result.Reason);

    private static Refusal Read(JobRefusal refusal, string reason) => refusal switch
    {
        JobRefusal.NotFound => Refusal.NotFound(reason),
        JobRefusal.NotPossible => Refusal.Conflict(reason),
        JobRefusal.Full => Refusal.Overloaded(reason),
        JobRefusal.Unavailable => Refusal.Unavailable(reason),
        _ => Refusal.BadInput(reason),
    };

    public static Proto.Job ToProto(this Job job)
    {
        var proto = new Proto.Job
        {
            Run = job.Spec.Run,
            Name = job.Spec.Name,
            Plugin = job.Spec.Plugin,
            // The phases are the same on both sides, and the wire's begin with unspecified.
            Phase = (Proto.JobPhase)(job.State.Phase + 1),
            Status = job.State.Phase switch
            {
                JobPhase.Exited => job.State.Status.ToProto(),
                JobPhase.Queued or JobPhase.Starting => Proto.RunStatus.Created,
                _ => Proto.RunStatus.Running,
            },
            Device = job.Spec.Device,
            SubmittedAt = job.State.SubmittedAt,
            StartedAt = job.State.StartedAt,
            EndedAt = job.State.EndedAt,
            Pid = job.State.Pid,
            ExitCode = job.State.ExitCode ?? 0,
            Reason = job.State.Reason,
            QueuePlace = (uint)job.QueuePlace,
            Seed = job.Spec.Seed,
        };
        proto.Hyperparameters.Add(job.ShownHyperparameters);
        if (job.Spec.Program is { } program) proto.Program = Shown(job, program);
        return proto;
    }

    private static JobProgram? ReadProgram(Proto.JobProgram? program) => program is null ? null : new JobProgram
    {
        Arguments = [.. program.Arguments],
        WorkingDirectory = program.WorkingDirectory,
        Environment = program.Environment.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Venv = program.Venv,
        Conda = program.Conda,
        Snapshot = program.Snapshot,
    };

    private static JobSource? ReadSource(Proto.SourceState? source) => source is null ? null : new JobSource
    {
        Revision = source.Revision,
        Branch = source.Branch,
        Dirty = source.Dirty,
        Remote = source.Remote,
        Root = source.Root,
        DiffLeftOut = Math.Max(0, source.DiffLeftOut),
    };

    // The values of variables, and of arguments that are named as secrets, stay in the job's directory.
    private static Proto.JobProgram Shown(Job job, JobProgram program)
    {
        var shown = new Proto.JobProgram { WorkingDirectory = program.WorkingDirectory, Venv = program.Venv, Conda = program.Conda, Snapshot = program.Snapshot };
        shown.Arguments.Add(job.ShownArguments);
        foreach (var name in program.Environment.Keys) shown.Environment[name] = "";
        return shown;
    }

    public static Proto.Plugin ToProto(this PluginDescription plugin)
    {
        var proto = new Proto.Plugin { Name = plugin.Name, Description = plugin.Description, Path = plugin.Path };
        if (plugin.Hyperparameters.IsDefault) return proto;
        proto.Hyperparameters.AddRange(plugin.Hyperparameters.Select(
            h => new Proto.Hyperparameter { Name = h.Name, DefaultValue = h.Default ?? "", Description = h.Description ?? "" }));
        return proto;
    }

    /// <summary>Whole lines, as many of the last ones as a message should carry.</summary>
    public static string LastLines(string text)
    {
        if (text.Length <= MostTailCharacters) return text;
        var tail = text[^MostTailCharacters..];
        return tail[(tail.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Which page of jobs.</summary>
    internal sealed record PageWish(RunId? Before, int Size);
}
