using System.Text.Json.Nodes;
using Spectre.Console;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Demo;

/// <summary>How the demo looks while it runs, at its end, and to scripts.</summary>
internal static class DemoPictures
{
    public static Table Progress(IEnumerable<DemoState> states, TimeSpan elapsed)
    {
        var table = Screen.Table("run", "what", "status", "step", "loss", "alerts");
        foreach (var state in states)
        {
            table.AddRow(
                Words.Safe(state.Plan.Name),
                Words.Safe(state.Plan.What),
                state.Run is { } run ? Words.Status(run.Run.Status) : "[grey]starting[/]",
                Words.Step(state.Run?.Run.Step ?? -1),
                state.Loss is { } loss ? Words.Value(loss) : "-",
                string.Join(", ", state.Alerts.Select(Words.Cell)));
        }

        return table.Caption($"[grey]{Words.Span(elapsed)}[/]");
    }

    public static Table Closing(IEnumerable<DemoState> states)
    {
        var table = Screen.Table("run", "status", "alerts", "why", "what to do");
        table.Border(TableBorder.Rounded).ShowRowSeparators();
        table.Columns[2].NoWrap();
        foreach (var state in states)
        {
            var alerts = state.Alerts.Where(alert => alert.Severity > Severity.Info).Select(alert => Cell(alert, state)).ToList();
            table.AddRow(
                $"[bold]{Words.Safe(state.Plan.Name)}[/]",
                state.Run is { } run ? Words.Status(run.Run.Status) : "-",
                alerts.Count > 0 ? string.Join("\n", alerts) : "[grey]none[/]",
                Why(state),
                state.Remedies.FirstOrDefault() is { } remedy ? $"{Words.Safe(remedy.Advice)}" : "[grey]-[/]");
        }

        return table;
    }

    public static string Line(DemoState state) => ProtoJson.Line(new JsonObject
    {
        ["run"] = state.Run?.Run.Run ?? "",
        ["name"] = state.Plan.Name,
        ["status"] = state.Run is { } run ? ProtoJson.Word(run.Run.Status) : "",
        ["alerts"] = new JsonArray([.. state.Alerts.Select(alert => new JsonObject
        {
            ["detector"] = alert.Detector,
            ["severity"] = ProtoJson.Word(alert.Severity),
            ["step"] = Step(alert, state),
        })]),
        ["findings"] = new JsonArray([.. (state.Why?.Findings ?? []).Select(finding => new JsonObject
        {
            ["cause"] = finding.Cause,
            ["likelihood"] = ProtoJson.Number(finding.Likelihood),
            ["evidence"] = new JsonArray([.. finding.Evidence.Select(sentence => (JsonNode)sentence)]),
        })]),
        ["remedies"] = new JsonArray([.. state.Remedies.Select(plan => (JsonNode)plan.Remedy)]),
    });

    /// <summary>Which alert fired and at which step; the gravest in words too, for those who see no colours.</summary>
    private static string Cell(Alert alert, DemoState state)
    {
        var where = Step(alert, state) is >= 0 and var step ? $" at step {Words.Step(step)}" : "";
        var grave = alert.Severity == Severity.Critical ? " (critical)" : "";
        return $"[{Words.Colour(alert.Severity)}]{Words.Safe(alert.Detector)}[/]{where}{grave}";
    }

    // What silence fires has no sample of its own: the step is the last that was reported.
    private static long Step(Alert alert, DemoState state) => alert.Step >= 0 ? alert.Step : state.Run?.Run.Step ?? -1;

    private static string Why(DemoState state)
    {
        if (state.Why?.Findings.FirstOrDefault() is { } finding) return $"{Words.Safe(finding.Title)} [grey]({finding.Likelihood:0.00})[/]";
        var alert = state.Alerts.FirstOrDefault(a => a.Severity > Severity.Info);
        if (alert is not null) return Words.Safe(alert.Message);
        return state.Why is { Headline.Length: > 0 } why ? Words.Safe(why.Headline) : "[grey]-[/]";
    }
}
