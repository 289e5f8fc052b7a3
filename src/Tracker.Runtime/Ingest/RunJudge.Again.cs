using Tracker.Core.Monitoring;
using Tracker.Runtime.Events;

namespace Tracker.Runtime.Ingest;

/// <summary>Judging a run from its start once more.</summary>
internal sealed partial class RunJudge
{
    /// <summary>
    /// Folds from the start in silence, with what people set by hand in effect from the first input on; what differs from what was told is
    /// told, numbered on. Where it fails nothing has changed.
    /// </summary>
    /// <param name="tellsOver">Alerts that would have been raised and are over by now are told too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task JudgeAgainAsync(bool tellsOver, CancellationToken cancellationToken)
    {
        var told = new EventDigest();
        while (true)
        {
            var page = await store.EventsAsync(run, told.LastNumber, EventPage, cancellationToken).ConfigureAwait(false);
            foreach (var stored in page) told.Add(stored);
            if (page.Length < EventPage) break;
        }

        // Another judge's state does not say what was set by hand; then the first fold finds it, and the second has it from the start.
        var again = new RunJudge(run, options, journal, store, consumers, failed) { _monitor = new RunMonitor(run, options, ByHand) };
        await again.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        if (again.IsOutdated)
        {
            again = new RunJudge(run, options, journal, store, consumers, failed) { _monitor = new RunMonitor(run, options, again.ByHand) };
            await again.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }

        Become(again, told, tellsOver);
    }

    private void Become(RunJudge again, EventDigest told, bool tellsOver)
    {
        var judged = new EventDigest();
        foreach (var derived in again.Pending) judged.Add(derived.Event);
        _monitor = again._monitor;
        Sets = again.Sets;
        Position = again.Position;
        LastReceivedAt = again.LastReceivedAt;
        UnsavedSamples = again.UnsavedSamples;
        _setsEncoded = null;
        Pending.Clear();
        var fresh = judged.Since(told, LastReceivedAt, _monitor.Describe().Step, tellsOver);
        foreach (var said in fresh) Pending.Add(new Journal.DerivedEvent(Position, said, consumers(said)));
        _eventOffset = (long)told.LastNumber + fresh.Count - (long)judged.LastNumber;
        IsUnsaved = true;
    }
}
