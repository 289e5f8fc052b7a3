namespace Tracker.Runtime.Journal;

/// <summary>The saved state of a run monitor.</summary>
/// <param name="Position">Journal position that it includes.</param>
/// <param name="JudgeVersion">What judged.</param>
/// <param name="EventOffset">The number of a stored event less the number that the monitor gave it: not 0 once a run was judged again.</param>
/// <param name="State">See RunMonitor.Save.</param>
/// <param name="Sets">The metric sets: what admission needs and the journal would have to be read for.</param>
public sealed record StoredSnapshot(long Position, string JudgeVersion, long EventOffset, byte[] State, byte[] Sets);
