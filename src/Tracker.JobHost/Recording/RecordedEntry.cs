using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>One line of a run's file after its header.</summary>
internal abstract record RecordedEntry
{
    /// <summary>Values of one step, with the microseconds since the start.</summary>
    public sealed record Row(long Step, long Time, (string Name, double Value)[] Values) : RecordedEntry;

    /// <summary>Facts that came after the first row.</summary>
    public sealed record Facts(TrainingFacts Content) : RecordedEntry;

    /// <summary>A part of the training begins.</summary>
    public sealed record Phase(string Name, long Step) : RecordedEntry;

    /// <summary>A later attempt begins.</summary>
    public sealed record Attempt(int Number) : RecordedEntry;
}
