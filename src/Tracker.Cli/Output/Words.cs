using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Output;

/// <summary>How values look to people. Text from trainers is never trusted: markup is escaped and control characters are shown as dots.</summary>
internal static class Words
{
    /// <summary>Text that somebody else chose, safe in a terminal and in markup.</summary>
    public static string Safe(string text) => Markup.Escape(Plain(text));

    /// <summary>Text that somebody else chose, safe in a terminal.</summary>
    public static string Plain(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text) clean.Append(char.IsControl(c) && c != '\n' ? '·' : c);
        return clean.ToString();
    }

    /// <summary>The run's name, or the start of its id.</summary>
    public static string Name(RunSummary run) => Safe(run.Name.Length > 0 ? run.Name : run.Run[..12]);

    /// <summary>What is trained, as "policy-gradient, inferred from rollout/ep_rew_mean; phase unfreeze since step 500"; empty where nothing is known.</summary>
    public static string Training(RunSummary run)
    {
        var kind = run.Kind != TrainingKind.Unspecified ? ProtoJson.Word(run.Kind)
            : run.KindInferredFrom.Length > 0 ? $"{ProtoJson.Word(run.InferredKind)}, inferred from {run.KindInferredFrom}"
            : "";
        var phase = run.Phase.Length > 0 ? $"phase {run.Phase} since step {Step(run.PhaseStep)}" : "";
        return Safe(string.Join("; ", new[] { kind, phase }.Where(part => part.Length > 0)));
    }

    /// <summary>Two digits; nothing is told as certain.</summary>
    public static string Likelihood(double likelihood) => Math.Min(likelihood, 0.99).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Facts that are set, as "kind=supervised numClasses=10 hyperparameters.lr=0.1".</summary>
    public static string Facts(Facts facts)
    {
        var said = new List<string>();
        foreach (var (name, value) in ProtoJson.Object(facts))
        {
            if (value is JsonObject map) said.AddRange(map.Select(pair => $"{name}.{pair.Key}={pair.Value}"));
            else if (value is JsonArray list && list.Count > 0) said.Add($"{name}={string.Join(',', list)}");
            else if (value is JsonValue && value.ToString() is not ("" or "0" or "unspecified")) said.Add($"{name}={value}");
        }

        return Safe(string.Join(' ', said));
    }

    /// <summary>A number with four figures.</summary>
    public static string Value(double value) => value.ToString(Math.Abs(value) is >= 1e5 or (< 1e-3 and > 0) ? "0.000e0" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>A step; a dash before the first.</summary>
    public static string Step(long step) => step < 0 ? "-" : step.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the largest unit that says something.</summary>
    public static string Bytes(ulong bytes) => bytes switch
    {
        < 1UL << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1UL << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB"),
        < 1UL << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.##} GiB"),
    };

    /// <summary>How long ago, in the largest unit that says something.</summary>
    public static string Ago(long microseconds, DateTimeOffset now) =>
        microseconds == 0 ? "-" : Span(now - Time(microseconds)) + " ago";

    /// <summary>A span in the largest unit that says something.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 2 } => $"{span.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{span.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{span.TotalHours:0} h",
        _ => $"{span.TotalDays:0} d",
    };

    /// <summary>A time of the wire.</summary>
    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    /// <summary>A status with its colour.</summary>
    public static string Status(RunStatus status) => status switch
    {
        RunStatus.Running => "[blue]running[/]",
        RunStatus.Finished => "[green]finished[/]",
        RunStatus.Failed => "[red]failed[/]",
        RunStatus.Cancelled => "[grey]cancelled[/]",
        RunStatus.Lost => "[red]lost[/]",
        RunStatus.Created => "created",
        _ => "-",
    };

    /// <summary>Why it stands there; empty where the status says it all.</summary>
    public static string Reason(RunSummary run) =>
        string.Equals(run.StatusReason, ProtoJson.Word(run.Status), StringComparison.OrdinalIgnoreCase) ? "" : Safe(run.StatusReason);

    /// <summary>The colour of a severity.</summary>
    public static string Colour(Severity severity) => severity switch
    {
        Severity.Critical => "red",
        Severity.Warning => "yellow",
        _ => "grey",
    };

    /// <summary>An alert in a cell: its detector and where it fired.</summary>
    public static string Cell(Alert alert) =>
        $"[{Colour(alert.Severity)}]{Safe(alert.Detector)}[/]{(alert.Step >= 0 ? $" @ {Step(alert.Step)}" : "")}"
        + (alert.State == AlertState.Resolved ? " [grey](resolved)[/]" : "");
}
