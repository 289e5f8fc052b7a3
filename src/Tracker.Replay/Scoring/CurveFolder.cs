using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Scoring;

/// <summary>Judges every curve of a folder, on all cores.</summary>
public static class CurveFolder
{
    /// <summary>The score of each curve in each regime, by name and regime.</summary>
    /// <param name="files">Of <see cref="DeepObsReader"/>.</param>
    /// <param name="regimes">How they were logged.</param>
    /// <param name="baselines">Lets the published rules read them too.</param>
    /// <param name="takes">Curves of which verdicts are judged; null all.</param>
    /// <param name="progress">Called with the number of files that are done, by any thread.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="FormatException">A file is no such curve; the message names it.</exception>
    public static IReadOnlyList<CurveScore> Score(
        IReadOnlyCollection<string> files,
        IReadOnlyCollection<CurveRegime> regimes,
        bool baselines,
        Func<string, bool>? takes,
        Action<int> progress,
        CancellationToken cancellationToken)
    {
        var scores = new ConcurrentBag<ImmutableArray<CurveScore>>();
        var done = 0;
        Broken.Rethrow(() => Parallel.ForEach(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            file =>
            {
                var curve = DeepObsReader.Read(file);
                if (takes?.Invoke(curve.Verdict) != false) scores.Add([.. ScoreOne(curve, regimes, baselines)]);
                progress(Interlocked.Increment(ref done));
            }));
        return [.. scores.SelectMany(static of => of).OrderBy(static score => score.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<CurveScore> ScoreOne(StoredCurve curve, IReadOnlyCollection<CurveRegime> regimes, bool baselines)
    {
        foreach (var alike in regimes.GroupBy(static regime => (regime.Name, regime.Validation)))
        {
            var alarms = baselines ? CurveScore.BaselinesOf(curve, alike.First()) : null;
            foreach (var regime in alike)
            {
                var score = CurveScore.Of(curve, regime);
                yield return alarms is null ? score : score with { Baselines = alarms };
            }
        }
    }
}
