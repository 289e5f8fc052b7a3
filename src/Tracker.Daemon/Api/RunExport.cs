using Tracker.Contracts.V1;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Api;

/// <summary>Reads a run's journal back as samples, bit for bit.</summary>
internal sealed class RunExport(IJournal journal)
{
    private const int SamplesOfAPage = 1_000;

    public async IAsyncEnumerable<ExportRunResponse> ReadAsync(
        RunId run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sets = new Dictionary<(ProducerId Producer, uint Set), SetInput>();
        var page = new ExportRunResponse();
        await foreach (var entry in journal.ReadAsync(run, after: 0, cancellationToken).ConfigureAwait(false))
        {
            // Only these two kinds matter, and the others need not be decoded.
            if (entry.Kind is not (EntryKind.Set or EntryKind.Frames)) continue;
            if (Decode(entry) is not { } input) continue;
            if (input is SetInput set) sets[(set.Producer, set.Set)] = set;
            if (input is not FramesInput frames) continue;
            foreach (var frame in frames.Frames)
            {
                for (var row = 0; row < frame.Rows; row++)
                {
                    AddRow(page, frame, row, sets.GetValueOrDefault((frame.Producer, frame.Set)));
                    if (page.Samples.Count < SamplesOfAPage) continue;
                    yield return page;
                    page = new ExportRunResponse();
                }
            }
        }

        if (page.Samples.Count > 0) yield return page;
    }

    /// <summary>Null for an entry that is damaged: the judge names and counts it.</summary>
    private static RunInput? Decode(JournalEntry entry)
    {
        try
        {
            return EntryCodec.Decode(entry);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Values whose names are damaged have those that remain: set and place.</summary>
    private static void AddRow(ExportRunResponse page, Frame frame, int row, SetInput? set)
    {
        for (var metric = 0; metric < frame.Metrics; metric++)
        {
            page.Samples.Add(new ExportedSample
            {
                Metric = set?.Names[metric] ?? $"damaged-set-{frame.Set}/{metric + 1}",
                Rank = (uint)(set?.Rank ?? 0),
                Attempt = (uint)frame.Attempt,
                Step = frame.Steps.Span[row],
                Time = frame.Times.Span[row],
                Value = frame.Value(metric, row),
                Producer = frame.Producer.ToString(),
                Sequence = frame.Sequence,
            });
        }
    }
}
