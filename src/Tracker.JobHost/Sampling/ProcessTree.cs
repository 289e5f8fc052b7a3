using System.Globalization;
using System.IO.Enumeration;

namespace Tracker.JobHost.Sampling;

/// <summary>
/// The processes of a job: a root, all that descend from it, and its session where that is the job's own. What ended and was waited for
/// is kept in the counters of its parent, so that the sums never lose it.
/// </summary>
/// <remarks>
/// A process is read once when it appears and every time while it belongs to the job; those of others are not read again but every
/// thirtieth time, so that a server with thousands of processes costs no more than their listing.
/// </remarks>
internal sealed class ProcessTree(int root)
{
    private const int Renewal = 30;

    private readonly Dictionary<int, ulong> _members = [];
    private readonly HashSet<int> _others = [];
    private readonly HashSet<int> _seen = [];
    private readonly List<ProcessStatus> _found = [];
    private int _turn;

    /// <summary>Ids of the processes that were counted last.</summary>
    public IReadOnlyCollection<int> Members => _members.Keys;

    /// <summary>Adds up what they use; null where the root is not there.</summary>
    public TreeUsage? Read()
    {
        if (ProcessStatus.Read(root) is not { } top) return null;
        if (_turn++ % Renewal == 0) _others.Clear();
        List();
        // A session that somebody else leads, such as a terminal's, holds strangers too.
        var session = top.Session == root || top.Session == top.Parent ? top.Session : -1;
        Choose(session);

        var usage = default(TreeUsage);
        foreach (var process in _found) usage = usage.With(process, ProcessIo.Read(process.Pid));
        return usage;
    }

    private void List()
    {
        _seen.Clear();
        var pids = new FileSystemEnumerable<int>(
            "/proc",
            static (ref entry) => int.Parse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture))
        {
            ShouldIncludePredicate = static (ref entry) => int.TryParse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        };
        foreach (var pid in pids) _seen.Add(pid);
        _others.IntersectWith(_seen);
    }

    private void Choose(int session)
    {
        _found.Clear();
        var strangers = new List<ProcessStatus>();
        var before = _members.ToDictionary();
        _members.Clear();
        foreach (var pid in _seen)
        {
            if (_others.Contains(pid) || ProcessStatus.Read(pid) is not { } process) continue;
            // One that belonged once belongs for good, even when its parent has left.
            if (pid == root || process.Session == session || (before.TryGetValue(pid, out var start) && start == process.StartTime)) Take(process);
            else strangers.Add(process);
        }

        // Children of members, and theirs, in whatever order they were listed.
        while (strangers.FindIndex(process => _members.ContainsKey(process.Parent)) is >= 0 and var child)
        {
            Take(strangers[child]);
            strangers.RemoveAt(child);
        }

        _others.UnionWith(strangers.Select(process => process.Pid));
    }

    private void Take(ProcessStatus process)
    {
        _members[process.Pid] = process.StartTime;
        _found.Add(process);
    }
}

/// <summary>What the processes of a tree use together.</summary>
/// <param name="CpuSeconds">Processor time of all threads, of what ended and was waited for too.</param>
/// <param name="ResidentBytes">Sum of the resident memory; pages that processes share count in each.</param>
/// <param name="ReadBytes">Read from storage; caches and networks are none.</param>
/// <param name="WrittenBytes">Written to storage.</param>
/// <param name="HasIo">The kernel told what was read and written.</param>
internal readonly record struct TreeUsage(double CpuSeconds, long ResidentBytes, long ReadBytes, long WrittenBytes, bool HasIo)
{
    public TreeUsage With(ProcessStatus process, ProcessIo? io) => new(
        CpuSeconds + process.CpuSeconds,
        ResidentBytes + process.ResidentBytes,
        ReadBytes + (io?.ReadBytes ?? 0),
        WrittenBytes + (io?.WrittenBytes ?? 0),
        HasIo || io is not null);
}
