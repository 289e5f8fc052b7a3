using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;
using Tracker.Core.Runs;
using Tracker.Replay.Traces;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run set RUN key=value ...</c>: what a person knows better than the trainer.</summary>
internal static class SetFactsCommand
{
    private static readonly Argument<string> Run = new("run") { Description = "Its id, a unique prefix of it, or its name." };

    private static readonly Argument<string[]> Facts = new("fact")
    {
        Description = "As kind=supervised, primary=train/loss, classes=10, planned-steps=2000: the keys of a trace's line 'run'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Reset = new("--reset") { Description = "Takes back what was set by hand before." };

    public static Command Build()
    {
        var command = new Command("set", "Sets facts of a run by hand and judges it again from its start, as if they had always been told.") { Run, Facts, Reset };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var request = new SetRunFactsRequest { Run = parse.GetValue(Run), Facts = Read(parse.GetValue(Facts)!).ToWire(), Reset = parse.GetValue(Reset) };
            var answer = await daemon.Runs.SetRunFactsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (screen.Json) Screen.Line(answer);
            else await TellAsync(daemon, answer, screen, cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static RunFacts Read(string[] texts)
    {
        var facts = RunFacts.None;
        foreach (var text in texts)
        {
            try
            {
                facts = FactsText.Read(text, facts);
            }
            catch (TraceSyntaxException e)
            {
                throw new CliException($"'{text}', column {e.Column}: {e.Problem}.", ExitCode.Misused);
            }
        }

        return facts;
    }

    private static async Task TellAsync(DaemonConnection daemon, SetRunFactsResponse answer, Screen screen, CancellationToken cancellationToken)
    {
        var run = answer.Run;
        var why = await daemon.Runs.ExplainRunAsync(new ExplainRunRequest { Run = run.Run }, cancellationToken: cancellationToken).ConfigureAwait(false);
        screen.Say($"[bold]{Words.Name(run)}[/] is judged again{(Words.Training(run) is { Length: > 0 } training ? $" as {training}" : "")}: {Words.Safe(why.Headline)}");
        if (why.Alerts.Count > 0) screen.Show(AlertsCommand.Picture(why.Alerts));
    }
}
