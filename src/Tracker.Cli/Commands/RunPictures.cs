using Spectre.Console;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary>How runs look in a terminal.</summary>
internal static class RunPictures
{
    /// <summary>The list; what it is sorted by is a column, where it is none of the usual ones.</summary>
    public static Table List(IEnumerable<RunSummary> runs, ListRunsRequest request)
    {
        var now = DateTimeOffset.UtcNow;
        var hasBytes = request.OrderBy.Any(static key => key.Split(':')[0] == "bytes");
        var table = Screen.Table(["run", "name", "experiment", "status", "step", request.Deleted ? "purged in" : "last report", .. hasBytes ? ["takes"] : Array.Empty<string>(), "alerts", "cause"]);
        foreach (var run in runs)
        {
            table.AddRow(
            [
                run.Run[..12],
                Words.Safe(run.Name) + (run.Pinned ? " [blue]pinned[/]" : ""),
                Words.Safe(run.Experiment),
                Words.Status(run.Status),
                Words.Step(run.Step) + (run.PlannedSteps > 0 ? $" / {Words.Step((long)run.PlannedSteps)}" : ""),
                request.Deleted ? Words.Span(Words.Time(run.PurgeAt) - now) : Words.Ago(run.LastReportAt, now),
                .. hasBytes ? [Words.Bytes(run.Bytes)] : Array.Empty<string>(),
                string.Join(", ", run.Alerts.Select(Words.Cell)),
                Words.Safe(run.Cause),
            ]);
        }

        return table;
    }

    /// <param name="response">The run.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="system">With the series of the machine, which are many and say nothing of the learning.</param>
    public static void Show(GetRunResponse response, Screen screen, bool system = false)
    {
        var run = response.Run;
        screen.Say($"[bold]{Words.Name(run)}[/]  {run.Run}  {Words.Status(run.Status)}  step {Words.Step(run.Step)}  attempt {run.Attempt}");
        if (Words.Reason(run) is { Length: > 0 } reason) screen.Say(reason);
        if (Words.Training(run) is { Length: > 0 } training) screen.Say($"[grey]{training}[/]");
        var facts = response.Facts.Hyperparameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        if (response.Facts.Hyperparameters.Count > 0) screen.Say($"[grey]{Words.Safe(string.Join(" ", facts))}[/]");
        if (response.FactsByHand is { } byHand) screen.Say($"[grey]set by hand: {Words.Facts(byHand)}[/]");
        var tags = run.Tags.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        if (run.Tags.Count > 0) screen.Say($"[grey]tags {Words.Safe(string.Join(" ", tags))}[/]");
        screen.Say($"[grey]takes {Words.Bytes(run.Bytes)}{(run.Pinned ? ", pinned" : "")}[/]");

        var metrics = Screen.Table("metric", "role", "split", "samples", "step", "last", "best", "at step");
        var hidden = 0;
        foreach (var metric in response.Metrics.OrderBy(IsSystem))
        {
            if (IsSystem(metric) && !system)
            {
                hidden++;
                continue;
            }

            metrics.AddRow(
                Words.Safe(metric.Name) + (metric.Rank > 0 ? $" [grey]rank {metric.Rank}[/]" : "") + (metric.Primary ? " [blue]*[/]" : ""),
                Words.Safe(metric.Role),
                Words.Safe(metric.Split),
                Words.Step((long)metric.Count),
                Words.Step(metric.LastStep),
                Words.Value(metric.Last),
                Words.Value(metric.Best),
                Words.Step(metric.BestStep));
        }

        if (response.Metrics.Count > hidden) screen.Show(metrics);
        if (hidden > 0) screen.Say($"[grey]and {hidden} system series: --system shows them[/]");
        if (response.Alerts.Count > 0) screen.Show(AlertsCommand.Picture(response.Alerts));
    }

    private static bool IsSystem(MetricSummary metric) => metric.Role == "system";

    /// <summary>One line: when, where, what.</summary>
    public static string Event(RunEvent news)
    {
        var colour = news.Alert is { } alert && alert.State == AlertState.Firing ? Words.Colour(alert.Severity) : "default";
        var what = news.Alert is { } changed
            ? $"{changed.Detector} ({ProtoJson.Word(changed.Severity)}) {ProtoJson.Word(changed.State)}: {news.Message}"
            : news.Message;
        return $"[grey]{Words.Time(news.At):HH:mm:ss}[/]  step {Words.Step(news.Step)}  [{colour}]{Words.Safe(news.Kind)}[/]  {Words.Safe(what)}";
    }
}
