using System.Collections.Concurrent;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>Judges every generated run of a folder, on all cores.</summary>
public static class GeneratedFolder
{
    /// <summary>The files of a folder, by name.</summary>
    public static IReadOnlyList<string> Find(string folder) =>
        [.. Directory.GetFiles(folder).Where(static file => file.EndsWith(".jsonl.gz", StringComparison.Ordinal) || file.EndsWith(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The score of each run, by name.</summary>
    /// <param name="files">Of <see cref="Find"/>.</param>
    /// <param name="withheld">What their trainers do not tell.</param>
    /// <param name="progress">Called with the number of files that are done, by any thread.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="FormatException">A file is no such run; the message names it.</exception>
    public static IReadOnlyList<GeneratedScore> Score(IReadOnlyCollection<string> files, Withheld withheld, Action<int> progress, CancellationToken cancellationToken)
    {
        var scores = new ConcurrentBag<GeneratedScore>();
        var done = 0;
        Broken.Rethrow(() => Parallel.ForEach(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            file =>
            {
                scores.Add(GeneratedScore.Of(file, withheld));
                progress(Interlocked.Increment(ref done));
            }));
        return [.. scores.OrderBy(static score => score.File, StringComparer.Ordinal)];
    }
}
