using System.Globalization;
using Tracker.Cli.Commands;
using Tracker.Cli.Output;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Cli.Replays;

/// <summary>What came of a log, for people: the alerts as they came, then what <c>tracker why</c> says of a run.</summary>
internal static class ReplayPictures
{
    public static void Show(LogVerdict verdict, string file, Screen screen)
    {
        var snapshot = verdict.Playback.Snapshot;
        var answer = ReplayAnswer.Of(snapshot);
        var name = Words.Safe(snapshot.Facts.Name ?? Path.GetFileName(file));
        var planned = snapshot.Facts.PlannedSteps is > 0 and var steps ? $" of {Words.Step(steps)}" : "";
        screen.Say($"[bold]{name}[/]  {verdict.Format.ToWord()}, {Words.Step(verdict.Rows)} rows, step {Words.Step(snapshot.Step)}{planned}: {Words.Safe(answer.Headline)}");
        foreach (var note in verdict.Notes) screen.Say($"  [grey]{Words.Safe(note)}[/]");
        var changes = verdict.Playback.Events.OfType<AlertChanged>().ToList();
        if (changes.Count > 0) screen.Say("\nAs it came:");
        foreach (var changed in changes) screen.Say(Line(changed, verdict));
        WhyCommand.TellJudgement(answer, screen);
        if (snapshot.Kind.From is not null)
            screen.Say($"\nIt is judged as {Words.Safe(snapshot.Kind.ToString())}: if it is another kind, say it, as [bold]--facts kind=supervised[/].");
        else if (snapshot.Kind.Kind == TrainingKind.Unknown)
            screen.Say("\nThe log does not tell the kind of training, so learning is not judged: say it, as [bold]--facts kind=supervised[/].");
    }

    private static string Line(AlertChanged changed, LogVerdict verdict)
    {
        var alert = changed.Alert;
        var where = verdict.Fraction(changed.Step) is { } fraction
            ? string.Create(CultureInfo.InvariantCulture, $"step {changed.Step,9:N0} {100 * fraction,3:0} %")
            : "                   ";
        return alert.State == AlertState.Resolved
            ? $"  {where}  [grey]{Words.Safe(alert.Detector)} is over[/]"
            : $"  {where}  [{Words.Colour((Contracts.V1.Severity)alert.Severity)}]{Words.Safe(alert.Detector)}[/] ({ProtoJson.Word(alert.Severity)}): {Words.Safe(alert.Message)}";
    }
}
