using System.CommandLine;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker alerts</c>: what holds now, of every run.</summary>
internal static class AlertsCommand
{
    private static readonly Argument<string> Run = new("run")
    {
        Description = "Only this run: its id, a unique prefix of it, or its name.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Resolved ones too; of all runs, those of the 1,000 newest." };

    public static Command Build()
    {
        var command = new Command("alerts", "What holds now, the gravest first.") { Run, All };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new ListAlertsRequest { Run = parse.GetValue(Run), IncludeResolved = parse.GetValue(All) };
            var alerts = (await daemon.Runs.ListAlertsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Alerts;
            if (screen.Json)
            {
                foreach (var alert in alerts) Screen.Line(alert);
                return ExitCode.Done;
            }

            if (alerts.Count == 0) screen.Say("No alerts.");
            else screen.Show(Picture(alerts));
            return ExitCode.Done;
        });
        return command;
    }

    public static Table Picture(IEnumerable<Alert> alerts)
    {
        var now = DateTimeOffset.UtcNow;
        var table = Screen.Table("run", "alert", "severity", "step", "since", "what");
        foreach (var alert in alerts.OrderBy(alert => alert.State == AlertState.Resolved).ThenByDescending(alert => alert.Severity))
        {
            table.AddRow(
                Words.Safe(alert.RunName.Length > 0 ? alert.RunName : alert.Run[..Math.Min(12, alert.Run.Length)]),
                $"[{Words.Colour(alert.Severity)}]{Words.Safe(alert.Detector)}[/]",
                ProtoJson.Word(alert.Severity),
                Words.Step(alert.Step),
                alert.State == AlertState.Resolved ? "[grey]resolved[/]" : Words.Ago(alert.FiredAt, now),
                Words.Safe(alert.Message));
        }

        return table;
    }
}
