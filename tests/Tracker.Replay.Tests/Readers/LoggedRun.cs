using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Tests.Readers;

/// <summary>A run that learns, then turns to NaN: as its trainer streams it, and as each logger writes it down.</summary>
internal sealed class LoggedRun(string[] train, string[] validation, int steps, int evaluateEvery, long firstStep, bool together)
{
    private static readonly Timestamp Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The step at which the loss turns to NaN.</summary>
    public long BreaksAt => firstStep + (3 * steps / 4);

    /// <summary>Every metric.</summary>
    public string[] Names => [.. train, .. validation];

    /// <summary>Rows as they came: step, names, values.</summary>
    public IEnumerable<(long Step, string[] Names, double[] Values)> Rows()
    {
        for (var i = 0; i < steps; i++)
        {
            var loss = i >= 3 * steps / 4 ? double.NaN : 0.3 + (2 * Math.Exp(-i * 6.0 / steps)) + (0.01 * Math.Sin(i * 1.7));
            double[] values = [loss, .. train.Skip(1).Select(_ => 0.125)];
            var evaluated = (i + 1) % evaluateEvery == 0;
            double[] seen = [.. validation.Select((_, column) => column == 0 ? 0.5 + (2 * Math.Exp(-i * 6.0 / steps)) : 0.1 + (0.8 * i / steps))];
            if (together) yield return (firstStep + i, Names, [.. values, .. seen]);
            else yield return (firstStep + i, train, values);
            if (evaluated && !together) yield return (firstStep + i, validation, seen);
        }
    }

    /// <summary>What the daemon sees of it as it is streamed.</summary>
    public Playback Live(RunFacts facts)
    {
        var run = new RunRecorder(Start, facts, rowsPerInput: 1);
        var at = Start;
        long last = -1;
        foreach (var (step, names, values) in Rows())
        {
            if (step != last) at += TimeSpan.FromMilliseconds(1);
            last = step;
            run.Row(at, run.Set(at, [.. names]), step, values);
        }

        return run.Complete(new RunId(1), new MonitorOptions(), at).Play();
    }

    /// <summary>What was said, without the times.</summary>
    public static ImmutableArray<string> Said(Playback played) =>
        [.. played.Events.Select(happened => EventText.Of(happened)).Select(static text => string.Concat(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), text.AsSpan(text.IndexOf(',', StringComparison.Ordinal))))
            .Select(static text => System.Text.RegularExpressions.Regex.Replace(text, "(fired|resolved) \\d* us", ""))];

    public static string Number(double value) => double.IsNaN(value) ? "nan" : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Bare(double value) => double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Fields(IEnumerable<string> names, IEnumerable<double> values) =>
        string.Join(',', names.Zip(values, static (name, value) => $"\"{name}\":{Bare(value)}"));
}
