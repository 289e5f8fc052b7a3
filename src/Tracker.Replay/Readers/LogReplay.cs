using System.Collections.Immutable;
using Tracker.Core.Detection.LabRules;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Readers;

/// <summary>How stored logs are read and judged.</summary>
public sealed record LogReplayOptions
{
    /// <summary>The format; null finds it out.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>What is told of the run beside what its log tells; it wins.</summary>
    public RunFacts Facts { get; init; } = RunFacts.None;

    /// <summary>What the run is judged with.</summary>
    public MonitorOptions Monitor { get; init; } = new();

    /// <summary>Is told now and then the part that is read, 0 to 1; null tells nobody.</summary>
    public Action<double>? Progress { get; init; }
}

/// <summary>What came of stored logs.</summary>
/// <param name="Format">The format of the first.</param>
/// <param name="Playback">Events and the picture at the end.</param>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Notes">What people should know of how they were read: sentences.</param>
public sealed record LogVerdict(LogFormat Format, Playback Playback, long Rows, ImmutableArray<string> Notes)
{
    /// <summary>How far into the logs a step is, 0 to 1, by their own last step; null where there is none.</summary>
    public double? Fraction(long step)
    {
        var last = Playback.Snapshot.Step;
        return step < 0 || last < 0 ? null : last == 0 ? 1 : Math.Min(1, (double)step / last);
    }
}

/// <summary>Judges stored logs with the very code that judges live runs, in constant memory.</summary>
public static class LogReplay
{
    private const long RowsPerProgress = 1 << 14;

    /// <summary>Judges the logs of one run, in the order in which they were written.</summary>
    /// <exception cref="LogException">One of them cannot be read, or holds nothing to judge; the message names the place and the way out.</exception>
    public static LogVerdict Judge(IReadOnlyList<string> files, LogReplayOptions options)
    {
        MonitorFeed? feed = null;
        var read = Read(files, options, input => (feed ??= new MonitorFeed(new RunId(1), options.Monitor)).Apply(input));
        feed!.AdvanceTo(read.End);
        var played = new Playback(read.Start, feed.Events, feed.Monitor.Describe());
        Check(files[0], read.Rows, played, options.Monitor.Rules);
        return new LogVerdict(read.Format, played, read.Rows, [.. read.Notes]);
    }

    /// <summary>A log as what its trainer would have sent, in memory.</summary>
    /// <exception cref="LogException">It cannot be read; the message names the place and the way out.</exception>
    public static Recording Record(string file, LogReplayOptions options)
    {
        var inputs = ImmutableArray.CreateBuilder<RunInput>();
        var read = Read([file], options, inputs.Add);
        return new Recording(new RunId(1), options.Monitor, inputs.ToImmutable(), read.End);
    }

    private static LogRead Read(IReadOnlyList<string> files, LogReplayOptions options, Action<RunInput> take)
    {
        LogRecorder? recorder = null;
        ResumeFinder? resumes = null;
        var first = default(LogFormat);
        var notes = new List<string>();
        var rows = 0L;
        for (var i = 0; i < files.Count; i++)
        {
            using var log = LogReaders.Open(files[i], options.Format, out var format);
            var facts = log.Facts.With(options.Facts);
            if (log.Names is { } names) CheckNames(files[i], names, facts, options.Monitor.Rules);
            if (recorder is null)
            {
                first = format;
                recorder = new LogRecorder(facts, log.Start, take);
                resumes = new ResumeFinder(facts, recorder.Take);
            }
            else
            {
                resumes!.NextFile();
            }

            foreach (var entry in log.Read())
            {
                // These say themselves where an attempt begins.
                if (format is LogFormat.Export or LogFormat.RunFile) recorder.Take(entry);
                else resumes!.Take(entry);
                if (entry is LogRow && ++rows % RowsPerProgress == 0) options.Progress?.Invoke((i + log.Part) / files.Count);
            }

            notes.AddRange(files.Count == 1 ? log.Notes : log.Notes.Select(note => $"{log.Name}: {note}"));
        }

        resumes!.End();
        if (resumes.Attempt > 1) notes.Add($"its steps go back: it was resumed, and has {resumes.Attempt} attempts.");
        return new LogRead(first, recorder!.Start, recorder.End(), rows, notes);
    }

    private static void CheckNames(string file, ImmutableArray<string> names, RunFacts facts, ImmutableArray<LabRule> rules)
    {
        if (names.Any(name => IsKnown(MetricName.Read(name, facts).Role) || rules.Any(rule => rule.Matches(name)))) return;
        var some = string.Join(", ", names.Take(8));
        throw new LogException(
            file, 1, 1, $"no column is a loss, an accuracy or another score (there {(names.Length == 1 ? "is" : "are")} {(names.IsEmpty ? "none but the steps" : some)}{(names.Length > 8 ? ", ..." : "")}): name the loss with --facts primary=NAME.");
    }

    private static bool IsKnown(MetricRole role) => role is MetricRole.Loss or MetricRole.Accuracy or MetricRole.Score;

    private static void Check(string file, long rows, Playback played, ImmutableArray<LabRule> rules)
    {
        if (rows == 0) throw new LogException(file, "it has no row with a number: a log has a row for each step that was reported.");
        if (rows == 1 && !played.Events.Any(static happened => happened is AlertChanged))
            throw new LogException(file, "it has one row, and from one nothing can be told: log more steps, or replay the run when it has gone on.");
        if (!played.Snapshot.Metrics.Any(metric => IsKnown(metric.Role) || rules.Any(rule => rule.Matches(metric.Name))))
        {
            var some = string.Join(", ", played.Snapshot.Metrics.Take(8).Select(static metric => metric.Name));
            throw new LogException(file, $"no metric is a loss, an accuracy or another score (there is {some}): name the loss with --facts primary=NAME.");
        }
    }

    private sealed record LogRead(LogFormat Format, Timestamp Start, Timestamp End, long Rows, List<string> Notes);
}
