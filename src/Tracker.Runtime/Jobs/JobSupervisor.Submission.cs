using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>From a wish to a job in the queue.</summary>
public sealed partial class JobSupervisor
{
    /// <summary>Takes a job into the queue. When this returns a job, it is stored and will be executed.</summary>
    public async Task<JobResult> SubmitAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var result = await TakeAsync(request, cancellationToken).ConfigureAwait(false);
        if (result.Refusal != JobRefusal.None) _instruments.Refused(result.Refusal);
        return result;
    }

    private async Task<JobResult> TakeAsync(JobRequest request, CancellationToken cancellationToken)
    {
        if (JobRequestRules.Problem(request) is { } problem) return JobResult.Refused(JobRefusal.Invalid, problem);
        if (_table.FindRequest(request.RequestId) is { State.RunMade: true } repeated) return JobResult.Done(_table.Describe(repeated));
        var found = await _plugins.FindAsync(request.Plugin, cancellationToken).ConfigureAwait(false);
        if (found.Plugin is not { } plugin)
            return JobResult.Refused(found.IsKnown ? JobRefusal.NotPossible : JobRefusal.NotFound, found.Refusal);
        if (JobRequestRules.Problem(request, plugin) is { } misfit) return JobResult.Refused(JobRefusal.Invalid, misfit);

        if (_snapshots.Problem(request.Program) is { } missing && _table.FindRequest(request.RequestId) is null)
            return JobResult.Refused(JobRefusal.Invalid, missing);

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Asked again under the gate: the same call may have come twice at once.
            if (_table.FindRequest(request.RequestId) is { } same) return JobResult.Done(_table.Describe(same));
            if (_table.Queue().Take(_options.Limits.QueueLength).Count() == _options.Limits.QueueLength)
                return JobResult.Refused(JobRefusal.Full, $"{_options.Limits.QueueLength} jobs wait already: submit again when some have ended.");
            return await EnqueueAsync(request, plugin).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<JobResult> EnqueueAsync(JobRequest request, PluginDescription plugin)
    {
        var run = NewRunId();
        var id = run.ToString();
        var directory = new JobDirectory(Path.Combine(_options.Directory, id));
        var spec = new JobSpec
        {
            Run = id,
            Name = request.Name.Length > 0 ? request.Name : $"{NameOf(request, plugin)}-{id[^6..]}",
            Experiment = request.Experiment,
            Plugin = plugin.Name,
            PluginPath = plugin.Path,
            Device = request.Device.Length > 0 ? request.Device : "auto",
            Hyperparameters = request.Hyperparameters,
            Seed = request.Seed ?? JobSeed.New(),
            Program = Placed(request.Program, directory),
            Source = request.Source is { } source ? source with { Remote = JobSourceRules.WithoutCredentials(source.Remote) } : null,
            OutputHeadBytes = _options.Limits.OutputHeadBytes,
            OutputTailBytes = _options.Limits.OutputTailBytes,
        };
        var state = new JobState { Phase = JobPhase.Queued, RequestId = request.RequestId, SubmittedAt = _runs.Now.Microseconds };
        var entry = new JobEntry(run, spec, state, directory);
        try
        {
            directory.Create(spec, JobRecord.Of(spec, state.SubmittedAt), request.Diff);
            if (spec.Program is { Snapshot: { Length: > 0 } snapshot }) _snapshots.MoveTo(snapshot, directory.CodeFolder);
            entry.Change(state);
            directory.Flush();
        }
        catch (IOException e)
        {
            Forget(entry);
            return JobResult.Refused(JobRefusal.Unavailable, $"The job could not be written to {_options.Directory}: {e.Message}");
        }

        if (await _runs.MakeAsync(run, spec).ConfigureAwait(false) is { } problem)
        {
            Forget(entry);
            return JobResult.Refused(JobRefusal.Unavailable, problem);
        }

        // The run is made and the job is stored: from here on it is a job, whatever the disk says.
        ChangeOrLog(entry, state with { RunMade = true });
        _table.Add(entry);
        LogSubmitted(spec.Name, id, spec.Plugin);
        Fill();
        return JobResult.Done(_table.Describe(entry));
    }

    /// <summary>What was refused must not be found, and executed, by the next daemon.</summary>
    private void Forget(JobEntry entry)
    {
        try
        {
            // Who tries again has it still.
            if (entry.Spec.Program is { Snapshot: { Length: > 0 } snapshot }) _snapshots.TakeBack(snapshot, entry.Directory.CodeFolder);
            entry.Directory.Delete();
        }
        catch (DirectoryNotFoundException)
        {
            // It was not even made.
        }
        catch (IOException e)
        {
            LogUnwritten(entry.Spec.Name, entry.Spec.Run, e.Message);
        }
    }

    private RunId NewRunId() =>
        new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(Guid.CreateVersion7(_time.GetUtcNow()).ToByteArray(bigEndian: true)));

    // What a program is called says more than that it is one.
    private static string NameOf(JobRequest request, PluginDescription plugin) =>
        request.Program is { } program ? ProgramWords.NameOf(program) : plugin.Name.ToLowerInvariant();

    // A snapshot's folder is within the job's own directory, which has its name only now.
    private static JobProgram? Placed(JobProgram? program, JobDirectory directory) =>
        program is { Snapshot.Length: > 0 } ? program with { WorkingDirectory = Path.Combine(directory.CodeFolder, program.WorkingDirectory) } : program;
}
