using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Keeping;

/// <summary>A run that may go, and why.</summary>
/// <param name="Run">The run.</param>
/// <param name="Reason">One sentence.</param>
public sealed record ExpiringRun(EndedRun Run, string Reason);

/// <summary>Which runs retention would remove now: the same for the pass that does it and for the people who ask before.</summary>
public static class RetentionPlan
{
    private const int Page = 1_000;

    /// <summary>The rules in effect, a sentence each; none where retention is off.</summary>
    public static IEnumerable<string> Rules(RetentionOptions options)
    {
        if (options.MaxAge > TimeSpan.Zero) yield return $"Runs are removed {Days(options.MaxAge)} after their end.";
        if (options.MaxBytes > 0) yield return $"Runs may take {Bytes(options.MaxBytes)}: what ended first goes first.";
        foreach (var (name, rule) in options.Experiments.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (rule.MaxAge == TimeSpan.Zero) yield return $"Runs of {name} are kept for ever.";
            else if (rule.MaxAge is { } age) yield return $"Runs of {name} are removed {Days(age)} after their end.";
            if (rule.MaxBytes > 0) yield return $"Runs of {name} may take {Bytes(rule.MaxBytes)}.";
        }
    }

    /// <summary>The runs that may go, those that ended first at the start.</summary>
    public static async IAsyncEnumerable<ExpiringRun> MakeAsync(
        IRunKeeping keeping,
        RetentionOptions options,
        Timestamp now,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Rules(options).Any()) yield break;
        var space = await keeping.SpaceAsync(cancellationToken).ConfigureAwait(false);
        var taken = space.RunBytes;
        var byExperiment = space.Experiments.ToDictionary(static e => e.Experiment ?? "", static e => e.Bytes, StringComparer.Ordinal);
        EndedRun? last = null;
        while (true)
        {
            var page = await keeping.EndedAsync(last, Page, cancellationToken).ConfigureAwait(false);
            foreach (var run in page)
            {
                var experiment = run.Experiment ?? "";
                if (Reason(options, run, now, taken, byExperiment.GetValueOrDefault(experiment)) is not { } reason) continue;
                taken -= run.Bytes;
                byExperiment[experiment] = byExperiment.GetValueOrDefault(experiment) - run.Bytes;
                yield return new ExpiringRun(run, reason);
            }

            if (page.Length < Page) yield break;
            last = page[^1];
        }
    }

    private static string? Reason(RetentionOptions options, EndedRun run, Timestamp now, long taken, long takenByExperiment)
    {
        var rule = options.Experiments.GetValueOrDefault(run.Experiment ?? "");
        var age = rule?.MaxAge ?? options.MaxAge;
        if (age > TimeSpan.Zero && now - run.EndedAt >= age)
            return $"It ended {Days(now - run.EndedAt)} ago, and {(rule?.MaxAge is null ? "runs" : $"runs of {run.Experiment}")} are kept for {Days(age)}.";
        if (rule is { MaxBytes: > 0 } && takenByExperiment > rule.MaxBytes)
            return $"The runs of {run.Experiment} take {Bytes(takenByExperiment)}, {Bytes(rule.MaxBytes)} is the most, and it ended first.";
        return options.MaxBytes > 0 && taken > options.MaxBytes
            ? $"The runs take {Bytes(taken)}, {Bytes(options.MaxBytes)} is the most, and it ended first."
            : null;
    }

    private static string Days(TimeSpan span) => span.TotalDays >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays):0} days")
        : span.TotalHours >= 2
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} hours")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} minutes");

    private static string Bytes(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.##} MiB");
}
