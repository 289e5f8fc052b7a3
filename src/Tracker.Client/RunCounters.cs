namespace Tracker.Client;

/// <summary>
/// What became of a run's samples since its start in this process. Once nothing is under way, Logged = Acknowledged + Rejected +
/// those that <see cref="Dropped"/> lost after they were logged.
/// </summary>
/// <param name="Logged">Samples that <c>Log</c> took.</param>
/// <param name="Sent">Samples that went out at least once.</param>
/// <param name="Acknowledged">Samples that the daemon holds durably.</param>
/// <param name="Dropped">Samples that were not taken or did not fit: bad name or step, full queue, full spool, after dispose.</param>
/// <param name="Rejected">Samples that the daemon refused for good.</param>
public readonly record struct RunCounters(long Logged, long Sent, long Acknowledged, long Dropped, long Rejected);
