using System.CommandLine;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker score</c>: judges folders of labelled runs with the very core, and counts what was right.</summary>
internal static class ScoreCommand
{
    private static readonly Option<string?> Curves = new("--curves") { Description = "A folder of stored curves (*.json.gz of the DeepOBS baselines, labelled)." };

    private static readonly Option<string[]> Regimes = new("--regime")
    {
        Description = "How they were logged: every:N, mean:N, epochs or epoch-means; may be repeated. Default: the nine of the scoreboard, with the plan and without.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> NoPlan = new("--no-plan") { Description = "The planned length is not told." };
    private static readonly Option<bool> NoClasses = new("--no-classes") { Description = "The number of classes is not told." };
    private static readonly Option<bool> NoValidation = new("--no-validation") { Description = "No evaluations are logged." };
    private static readonly Option<string> Only = new("--only") { Description = "Only the files whose name holds this text.", DefaultValueFactory = static _ => "" };
    private static readonly Option<bool> List = new("--list") { Description = "Lists every run with its alerts." };

    public static Command Build()
    {
        var command = new Command("score", "Judges a folder of labelled runs, and counts what was found, how soon, and what was false.")
        {
            Curves, Regimes, NoPlan, NoClasses, NoValidation, Only, List,
        };
        command.SetGuardedAction(static (parse, screen, cancellationToken) =>
        {
            try
            {
                Run(parse, screen.Json, cancellationToken);
                return Task.FromResult(ExitCode.Done);
            }
            catch (FormatException e)
            {
                throw new CliException(e.Message, ExitCode.Misused);
            }
        });
        return command;
    }

    private static void Run(ParseResult parse, bool json, CancellationToken cancellationToken)
    {
        if (parse.GetValue(Curves) is not { } folder) throw new CliException("say what to score: --curves DIR.", ExitCode.Misused);
        new CurveScoring(folder, json)
        {
            Regimes = parse.GetValue(Regimes) ?? [],
            PlanKnown = !parse.GetValue(NoPlan),
            ClassesKnown = !parse.GetValue(NoClasses),
            Validation = !parse.GetValue(NoValidation),
            Only = parse.GetValue(Only)!,
            List = parse.GetValue(List),
        }.Run(cancellationToken);
    }
}
