using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>A job in the hands of the supervisor, which alone changes it, under its gate.</summary>
internal sealed class JobEntry(RunId run, JobSpec spec, JobState state, JobDirectory directory)
{
    private volatile JobState _state = state;

    public RunId Run { get; } = run;

    public JobSpec Spec { get; } = spec;

    public JobDirectory Directory { get; } = directory;

    public JobState State => _state;

    /// <summary>The hold on its process; null while there is none.</summary>
    public JobProcess? Process { get; set; }

    /// <summary>Follows the process to its end and tells the run.</summary>
    public Task Watch { get; set; } = Task.CompletedTask;

    /// <summary>It has, or may have, a process.</summary>
    public bool HoldsSlot => _state.Phase is not (JobPhase.Queued or JobPhase.Exited);

    /// <summary>Written down first, then true.</summary>
    public void Change(JobState state)
    {
        Directory.WriteState(state);
        _state = state;
    }

    /// <summary>True although it could not be written: the process ended whatever the disk says.</summary>
    public void ChangeUnwritten(JobState state) => _state = state;

    public Job Describe(int queuePlace) => new() { Run = Run, Spec = Spec, State = _state, QueuePlace = queuePlace };
}
