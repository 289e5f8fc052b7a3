using System.CommandLine;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run compare</c>: runs side by side, a column each.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> Runs = new("run")
    {
        Description = "2 to 20 ids, unique prefixes of ids, or names.",
        Arity = new ArgumentArity(2, 20),
    };

    public static Command Build()
    {
        var command = new Command("compare", "Runs side by side: what they were told that differs, and what became of it.") { Runs };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new CompareRunsRequest();
            request.Runs.AddRange(parse.GetValue(Runs)!);
            var compared = await daemon.Runs.CompareRunsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (screen.Json)
            {
                Screen.Line(compared);
                return ExitCode.Done;
            }

            var curves = await Sparklines.ReadAsync(daemon, compared, cancellationToken).ConfigureAwait(false);
            screen.Show(Picture(compared, curves));
            if (compared.Equal > 0) screen.Say($"[grey]{compared.Equal} more facts, hyperparameters and tags are the same in all.[/]");
            return ExitCode.Done;
        });
        return command;
    }

    private static Table Picture(CompareRunsResponse compared, IReadOnlyList<string> curves)
    {
        var table = Screen.Table(["", .. compared.Runs.Select(Words.Name)]);
        table.AddRow(["run", .. compared.Runs.Select(static run => run.Run[..12])]);
        table.AddRow(["status", .. compared.Runs.Select(static run => Words.Status(run.Status))]);
        if (compared.Runs.Any(static run => run.Cause.Length > 0)) table.AddRow(["cause", .. compared.Runs.Select(static run => Or(Words.Safe(run.Cause)))]);
        table.AddRow(["duration", .. compared.Runs.Select(Duration)]);
        table.AddRow(["step", .. compared.Runs.Select(static run => Words.Step(run.Step))]);
        if (compared.Different.Count > 0)
        {
            table.AddEmptyRow();
            foreach (var fact in compared.Different)
                table.AddRow([$"[yellow]{Words.Safe(fact.Name)}[/]", .. fact.Values.Select(static value => Or(Words.Safe(value)))]);
        }

        if (compared.Metrics.Count > 0) table.AddEmptyRow();
        foreach (var metric in compared.Metrics)
        {
            table.AddRow([Words.Safe(metric.Name) + (metric.Primary ? " [blue]*[/]" : ""), .. metric.Values.Select((value, place) => Value(metric, value, place))]);
            if (metric.Primary && curves.Any(static curve => curve.Length > 0)) table.AddRow(["", .. curves]);
        }

        return table;
    }

    /// <summary>The best, and the last where it is another; the best of all is green.</summary>
    private static string Value(ComparedMetric metric, ComparedValue value, int place)
    {
        if (!value.Present) return "[grey]-[/]";
        var best = double.IsFinite(value.Best) ? Words.Value(value.Best) : "-";
        var last = value.Last.Equals(value.Best) ? "" : $" [grey]last {Words.Value(value.Last)}[/]";
        return (metric.Winners.Contains((uint)place) ? $"[green]{best}[/]" : best) + last;
    }

    private static string Duration(RunSummary run) =>
        run.EndedAt == 0 ? "[blue]running[/]" : Words.Span(Words.Time(run.EndedAt) - Words.Time(run.CreatedAt));

    private static string Or(string text) => text.Length > 0 ? text : "[grey]-[/]";
}
