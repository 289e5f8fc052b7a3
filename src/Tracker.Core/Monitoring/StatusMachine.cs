using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>Where a run stands, and what may change it.</summary>
internal sealed class StatusMachine(EventSink events)
{
    public RunStatus Status { get; private set; }

    public string Reason { get; private set; } = "";

    public Timestamp? EndedAt { get; private set; }

    /// <summary>Current attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>Only the supervisor ends the run.</summary>
    public string? JobPlugin { get; set; }

    /// <summary>The attempt that ended.</summary>
    private int EndedAttempt { get; set; }

    public void Create(long step)
    {
        if (Status == RunStatus.Created) Become(RunStatus.Created, "", step);
    }

    /// <summary>Samples came. A run that is over runs again only by a new attempt; a lost one by any sample.</summary>
    public void TakeData(long step)
    {
        if (Status == RunStatus.Running || (Status.IsOver() && Attempt <= EndedAttempt)) return;
        var reason = Status == RunStatus.Created ? "" : Status == RunStatus.Lost ? "it reports again" : "a new attempt began";
        EndedAt = null;
        Become(RunStatus.Running, reason, step);
    }

    /// <summary>Somebody says that the run ended; false where it is not theirs to say.</summary>
    public bool MayFinish(FinishInput input) =>
        input.Status.IsOver() && (JobPlugin is null || input.BySupervisor) && !(Status.IsOver() && Attempt <= EndedAttempt);

    public void Finish(FinishInput input, long step)
    {
        EndedAttempt = Attempt;
        EndedAt = input.ReceivedAt;
        Become(input.Status, input.Reason, step);
    }

    public void Lose(string reason, Timestamp at, long step)
    {
        EndedAt = at;
        Become(RunStatus.Lost, reason, step);
    }

    public void Save(StateWriter writer)
    {
        writer.Int64((long)Status);
        writer.Text(Reason);
        writer.Optional(EndedAt?.Microseconds);
        writer.Int64(Attempt);
        writer.Text(JobPlugin);
        writer.Int64(EndedAttempt);
    }

    public void Load(ref StateReader reader)
    {
        Status = (RunStatus)reader.Int64();
        Reason = reader.RequiredText();
        EndedAt = reader.Optional() is { } at ? new Timestamp(at) : null;
        Attempt = reader.Int32();
        JobPlugin = reader.Text();
        EndedAttempt = reader.Int32();
    }

    private void Become(RunStatus status, string reason, long step)
    {
        Status = status;
        Reason = reason;
        events.Add(new StatusChanged(events.Last + 1, events.At, step, status, reason));
    }
}
