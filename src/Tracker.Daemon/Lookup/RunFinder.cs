using Tracker.Daemon.Wire;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Lookup;

/// <summary>The run that people mean by an id, a unique prefix of one, or a name.</summary>
internal sealed class RunFinder(IRunStore store)
{
    private const int ShownCandidates = 5;
    private const int LongestText = 256;

    public async ValueTask<Outcome<RunRow>> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0) return Refusal.BadInput("no run is named: give its id, a unique prefix of it (4 digits or more), or its name.");
        var found = text.Length <= LongestText ? await store.FindAsync(text, cancellationToken).ConfigureAwait(false) : [];
        if (found.Length == 1) return found[0];
        if (found.Length > 1)
        {
            return Refusal.BadInput(
                $"'{Names.Shorten(text)}' means {found.Length} runs: give one id of {string.Join(", ", found.Take(ShownCandidates).Select(Show))}.");
        }

        var newest = await store.ListAsync(new RunQuery { Limit = ShownCandidates }, cancellationToken).ConfigureAwait(false);
        return Refusal.NotFound(newest.IsEmpty
            ? $"no run '{Names.Shorten(text)}' is here, nor any other yet."
            : $"no run '{Names.Shorten(text)}' is here: the newest are {string.Join(", ", newest.Select(Show))}.");
    }

    private static string Show(RunRow row) =>
        row.Facts.Name is { } name ? $"{row.Run} ({Names.Shorten(name)})" : row.Run.ToString();
}
