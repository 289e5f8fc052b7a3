using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker why RUN</c>: a colleague's answer. State, cause, evidence, what to do, how sure, and what is not judged yet.</summary>
internal static class WhyCommand
{
    /// <summary>A cause below this is told in a line, unless it cannot be told from the first.</summary>
    private const double Likely = 0.3;

    private const int MostSentences = 5;

    private const int MostUnsent = 5;

    private static readonly Argument<string> Run = new("run") { Description = "Its id, a unique prefix of it, or its name." };

    public static Command Build()
    {
        var command = new Command("why", "Says why a run does not learn, and what to do.") { Run };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var answer = await daemon.Runs
                .ExplainRunAsync(new ExplainRunRequest { Run = parse.GetValue(Run) }, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (screen.Json) Screen.Line(answer);
            else Tell(answer, screen);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(ExplainRunResponse answer, Screen screen)
    {
        TellState(answer, screen);
        TellJudgement(answer, screen);
    }

    /// <summary>What holds, what it comes from, what to do, and what is not judged.</summary>
    public static void TellJudgement(ExplainRunResponse answer, Screen screen)
    {
        var run = answer.Run;

        if (run.KindInferredFrom.Length > 0) screen.Say($"  [grey]{Words.Training(run)}: tell the kind if it is another[/]");

        // Those that hold, and of a run that is over those that held to its end. What an evidence says already is not said twice.
        foreach (var alert in Holding(answer).OrderByDescending(alert => alert.Severity))
            screen.Say($"\n  [{Words.Colour(alert.Severity)}]{Words.Safe(alert.Detector)}[/] ({ProtoJson.Word(alert.Severity)}): {Words.Safe(alert.Message)}");

        TellFindings(answer, screen);
        if (answer.Health.Count > 0)
        {
            screen.Say("\n[green]Nothing is wrong[/], as far as can be seen:");
            foreach (var reason in answer.Health) screen.Say($"  + {Words.Safe(reason)}");
        }

        if (answer.Findings.Count == 0 && answer.Unsent.Count > 0 && answer.Health.Count == 0) screen.Say("\nNo cause stands out by what was sent.");

        // Before the first sample nothing is known, and each detector would only say so in other words.
        if (run.Samples == 0) return;
        TellWaiting(answer, screen);
        if (answer.Unsent.Count > 0)
        {
            var others = answer.Unsent.Count > MostUnsent ? $", and {answer.Unsent.Count - MostUnsent} more" : "";
            screen.Say($"\n[grey]Not sent, and would tell more: {Words.Safe(string.Join(", ", answer.Unsent.Take(MostUnsent)))}{others}.[/]");
        }
    }

    private static void TellState(ExplainRunResponse answer, Screen screen)
    {
        var run = answer.Run;
        var planned = run.PlannedSteps > 0 ? $" of {Words.Step((long)run.PlannedSteps)}" : "";
        // A run that failed is not called so twice.
        var status = $"{ProtoJson.Word(run.Status)}: ";
        var headline = answer.Headline.StartsWith(status, StringComparison.Ordinal) ? answer.Headline[status.Length..] : answer.Headline;
        var where = run.Step < 0 ? "" : $", step {Words.Step(run.Step)}{planned}";
        screen.Say($"[bold]{Words.Name(run)}[/]  {Words.Status(run.Status)}{where}: {Words.Safe(headline)}");
        if (Words.Reason(run).Length > 0 && !answer.Headline.Contains(run.StatusReason, StringComparison.Ordinal)) screen.Say($"  {Words.Safe(run.StatusReason)}");
    }

    private static void TellFindings(ExplainRunResponse answer, Screen screen)
    {
        if (answer.Findings.Count == 0) return;
        var said = Holding(answer).Select(alert => alert.Message).ToList();
        var rivals = answer.Findings[0].Rivals;
        foreach (var finding in answer.Findings.Where((one, at) => at == 0 || one.Likelihood >= Likely || rivals.Contains(one.Cause))) Tell(finding, said, screen);
        var less = answer.Findings.Skip(1).Where(one => one.Likelihood < Likely && !rivals.Contains(one.Cause)).ToList();
        if (less.Count > 0) screen.Say($"\n[grey]Less likely: {Words.Safe(string.Join(", ", less.Select(one => $"{one.Cause} ({Words.Likelihood(one.Likelihood)})")))}.[/]");
    }

    private static void Tell(Finding finding, List<string> said, Screen screen)
    {
        screen.Say($"\n[bold]{Words.Safe(finding.Title)}[/]  ({Words.Safe(finding.Cause)}, likelihood {Words.Likelihood(finding.Likelihood)})");
        foreach (var sentence in finding.Evidence.Where(sentence => !said.Exists(message => IsSaid(sentence, message))).Take(MostSentences)) screen.Say($"  + {Words.Safe(sentence)}");
        foreach (var sentence in finding.CounterEvidence.Take(MostSentences)) screen.Say($"  - {Words.Safe(sentence)}");
        foreach (var sentence in finding.Settles) screen.Say($"  ? {Words.Safe(sentence)}");
        foreach (var remedy in finding.Remedies) screen.Say($"  [green]=>[/] {Words.Safe(remedy.Advice)}  [grey]({Words.Safe(remedy.Remedy)})[/]");
    }

    private static IEnumerable<Alert> Holding(ExplainRunResponse answer) =>
        answer.Alerts.Where(alert => alert.State == AlertState.Firing || (answer.Run.EndedAt != 0 && alert.ResolvedAt == answer.Run.EndedAt));

    /// <summary>The alert has said it; to the message of one that is over it was added why.</summary>
    private static bool IsSaid(string sentence, string message) =>
        message.StartsWith(sentence, StringComparison.Ordinal) && (message.Length == sentence.Length || message[sentence.Length] == ';');

    private static void TellWaiting(ExplainRunResponse answer, Screen screen)
    {
        var waiting = answer.Judgements.Where(judgement => judgement.State is not ("quiet" or "firing" or "pending")).ToList();
        if (waiting.Count == 0) return;
        screen.Say("\n[grey]Not judged:[/]");
        foreach (var alike in waiting.GroupBy(judgement => judgement.Message, StringComparer.Ordinal))
            screen.Say($"  [grey]{Words.Safe(string.Join(", ", alike.Select(judgement => judgement.Detector)))}: {Words.Safe(alike.Key)}[/]");
    }
}
