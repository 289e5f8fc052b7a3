using System.Collections.Concurrent;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>Every job that is not over, and the newest that are. Read by anybody; changed by the supervisor under its gate.</summary>
internal sealed class JobTable
{
    private readonly ConcurrentDictionary<RunId, JobEntry> _entries = new();

    public ICollection<JobEntry> All => _entries.Values;

    public int SlotsInUse => _entries.Values.Count(e => e.HoldsSlot);

    public void Add(JobEntry entry) => _entries[entry.Run] = entry;

    public void Remove(RunId run) => _entries.TryRemove(run, out _);

    /// <summary>Lets go of the oldest of those that are over for good; their directories stay.</summary>
    public void Trim(int most)
    {
        var over = _entries.Values.Where(e => e.State is { Phase: JobPhase.Exited, EndReported: true }).OrderByDescending(e => e.Run).Skip(most).ToArray();
        foreach (var entry in over) Remove(entry.Run);
    }

    public JobEntry? Find(RunId run) => _entries.GetValueOrDefault(run);

    public JobEntry? FindRequest(string requestId) =>
        requestId.Length == 0 ? null : _entries.Values.FirstOrDefault(e => e.State.RequestId == requestId);

    /// <summary>What waits for a slot, the first come first. Ids of runs are in the order of making.</summary>
    public IEnumerable<JobEntry> Queue() => _entries.Values.Where(e => e.State.Phase == JobPhase.Queued).OrderBy(e => e.Run);

    public Job Describe(JobEntry entry) =>
        entry.Describe(entry.State.Phase == JobPhase.Queued ? Queue().TakeWhile(e => e != entry).Count() + 1 : 0);
}
