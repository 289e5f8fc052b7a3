using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>Which jobs there are: those in memory, and those that are over and only on disk.</summary>
public sealed partial class JobSupervisor
{
    /// <summary>Every job that is in memory, in the order of submission; of those that are over, the newest.</summary>
    public IReadOnlyList<Job> List(bool includeExited) =>
        [.. _table.All.Where(e => includeExited || e.State.Phase != JobPhase.Exited).OrderBy(e => e.Run).Select(_table.Describe)];

    /// <summary>A page of all jobs that there are, the newest first.</summary>
    /// <param name="before">The last job of the page before; null for the first page.</param>
    /// <param name="size">1 or more.</param>
    /// <returns>The jobs, and whether there are more.</returns>
    public (IReadOnlyList<Job> Jobs, bool HasMore) ListPage(RunId? before, int size)
    {
        var jobs = new List<Job>();
        foreach (var run in _archive.All)
        {
            if (before is { } last && run.CompareTo(last) >= 0) continue;
            if (Entry(run) is not { } entry) continue;
            if (jobs.Count == size) return (jobs, true);
            jobs.Add(_table.Describe(entry));
        }

        return (jobs, false);
    }

    /// <summary>The job that a text means: a run's id, a unique prefix of one from 4 digits, or a name (the newest of it).</summary>
    public JobResult Find(string text)
    {
        if (RunId.TryParse(text, out var run) && Entry(run) is { } exact) return JobResult.Done(_table.Describe(exact));
        var named = _table.All.Where(e => e.Spec.Name == text).OrderByDescending(e => e.Run).FirstOrDefault();
        if (named is not null) return JobResult.Done(_table.Describe(named));
        var started = text.Length < 4 ? [] : _archive.All.Where(r => r.ToString().StartsWith(text, StringComparison.Ordinal)).Take(2).ToArray();
        if (started.Length > 1) return JobResult.Refused(JobRefusal.Invalid, $"More than one job's id starts with '{text}': write more of it.");
        // Names of jobs that are only on disk are asked last, as each is read for it.
        var found = started.Length == 1 ? Entry(started[0]) : _archive.All.Where(r => _table.Find(r) is null).Select(_archive.Read).FirstOrDefault(e => e?.Spec.Name == text);
        return found is not null
            ? JobResult.Done(_table.Describe(found))
            : JobResult.Refused(JobRefusal.NotFound, $"There is no job '{Shorten(text)}': tracker job ls --all shows those that there are.");
    }

    private JobEntry? Entry(RunId run) => _table.Find(run) ?? _archive.Read(run);

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
