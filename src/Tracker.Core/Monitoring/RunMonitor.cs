using Tracker.Core.Runs;

namespace Tracker.Core.Monitoring;

/// <summary>The fold: inputs in, events out. Pure; one writer; the same inputs give the same events and bit-equal state.</summary>
public sealed class RunMonitor
{
    private readonly MonitorOptions _options;

    /// <summary>The monitor of a run that nothing is known of.</summary>
    public RunMonitor(RunId run, MonitorOptions options)
    {
        Run = run;
        _options = options;
    }

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Journal position of the last input applied; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>Where the run stands.</summary>
    public RunStatus Status { get; private set; }

    /// <summary>What was told.</summary>
    public RunFacts Facts { get; private set; } = RunFacts.None;

    /// <summary>Current attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>The monitor wants a tick then; null when it waits for nothing.</summary>
    public Timestamp? NextDeadline { get; private set; }

    /// <summary>Takes one input and adds the events that it brings, numbered on.</summary>
    public void Apply(long position, RunInput input, ICollection<RunEvent> events)
    {
        Position = position;
    }

    /// <summary>An immutable picture of what is known.</summary>
    public RunMonitorSnapshot Describe() => throw new NotSupportedException();

    /// <summary>The whole state; <see cref="Load"/> gives a monitor that goes on bit for bit.</summary>
    public byte[] Save() => BitConverter.GetBytes(Position);

    /// <summary>A monitor from its saved state, made by the same <see cref="JudgeVersion"/>.</summary>
    /// <exception cref="FormatException">The bytes are no saved state of this version.</exception>
    public static RunMonitor Load(RunId run, MonitorOptions options, ReadOnlySpan<byte> saved) => new(run, options);

    /// <summary>Names what judges: detector ids, state layouts and options. State of another version is folded again from the start.</summary>
    public static string JudgeVersion(MonitorOptions options) => "0";
}
