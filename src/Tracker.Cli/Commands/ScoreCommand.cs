using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Connection;
using Tracker.Cli.Source;
using Tracker.Replay.Scoring;
using Tracker.Replay.Scoring.Generated;

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
    private static readonly Option<bool> Synthetic = new("--synthetic") { Description = "Made-up losses in which nothing is wrong, however they look: none may be warned of." };
    private static readonly Option<string> Only = new("--only") { Description = "Only the files, or streams, whose name holds this text.", DefaultValueFactory = static _ => "" };
    private static readonly Option<bool> List = new("--list") { Description = "Lists every run with its alerts and causes." };

    private static readonly Option<string?> Generated = new("--generated")
    {
        Description = "A folder of runs of which is known what is wrong with them (*.jsonl.gz, made by tests/matrix.sh).",
    };

    private static readonly Option<string?> Write = new("--write") { Description = "Writes everything to this page, as docs/scoreboard.md, instead of printing it." };

    private static readonly Option<string?> Learn = new("--learn")
    {
        Description = "Writes the weights of evidence that the generated runs teach to this file, as src/Tracker.Core/Diagnosis/Weights holds them.",
    };

    public static Command Build()
    {
        var command = new Command("score", "Judges a folder of labelled runs, and counts what was found, how soon, and what was false.")
        {
            Curves, Regimes, NoPlan, NoClasses, NoValidation, Generated, Synthetic, Only, List, Write, Learn,
        };
        command.SetGuardedAction(static async (parse, screen, cancellationToken) =>
        {
            try
            {
                await RunAsync(parse, screen.Json, cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            catch (FormatException e)
            {
                throw new CliException(e.Message, ExitCode.Misused);
            }
        });
        return command;
    }

    private static async Task RunAsync(ParseResult parse, bool json, CancellationToken cancellationToken)
    {
        var curves = parse.GetValue(Curves) is { } folder ? Scoring(parse, folder, json) : null;
        var generated = parse.GetValue(Generated);
        var page = parse.GetValue(Write);
        var synthetic = parse.GetValue(Synthetic);
        if (curves is null && generated is null && !synthetic) throw new CliException("say what to score: --curves DIR, --generated DIR, --synthetic, or several.", ExitCode.Misused);
        if (page is not null && (curves is { IsWhole: false } || parse.GetValue(Only)!.Length > 0))
            throw new CliException("--write takes every regime and every curve: leave out --regime, --no-plan, --no-classes, --no-validation and --only.", ExitCode.Misused);
        if (parse.GetValue(Learn) is not null && generated is null) throw new CliException("--learn needs runs to learn from: --generated DIR.", ExitCode.Misused);
        var ofCurves = curves?.Score(cancellationToken) ?? [];
        var ofGenerated = generated is null ? [] : GeneratedScoring.Score(generated, parse.GetValue(Only)!, cancellationToken);
        var ofSynthetic = synthetic ? SyntheticScoring.Score(parse.GetValue(Only)!, cancellationToken) : [];
        if (parse.GetValue(Learn) is { } weights) await File.WriteAllTextAsync(weights, LeaveOneOut.LearnAll(ofGenerated), cancellationToken).ConfigureAwait(false);

        if (page is not null)
        {
            var commit = await Git.AskAsync(Path.GetDirectoryName(Path.GetFullPath(page))!, 100, cancellationToken, "rev-parse", "--short", "HEAD").ConfigureAwait(false);
            var board = new ScoreboardPage
            {
                Command = $"tracker score{Typed(parse, Curves)}{Typed(parse, Generated)}{(synthetic ? $" {Synthetic.Name}" : "")}{Typed(parse, Write)}",
                Commit = commit?.Line ?? "unknown",
                Date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Curves = [.. ofCurves],
                Generated = [.. ofGenerated],
                Told = generated is null ? [] : [.. GeneratedScoring.ScoreTold(generated, ofGenerated, cancellationToken)],
                Synthetic = [.. ofSynthetic],
                Cost = CostScore.Measure(),
            };
            await File.WriteAllTextAsync(page, board.Render(), cancellationToken).ConfigureAwait(false);
            return;
        }

        curves?.Print(ofCurves);
        if (synthetic) SyntheticScoring.Print(ofSynthetic, json);
        if (generated is not null) GeneratedScoring.Print(ofGenerated, json, parse.GetValue(List));
    }

    private static CurveScoring Scoring(ParseResult parse, string folder, bool json) => new(folder, json)
    {
        Regimes = parse.GetValue(Regimes) ?? [],
        PlanKnown = !parse.GetValue(NoPlan),
        ClassesKnown = !parse.GetValue(NoClasses),
        Validation = !parse.GetValue(NoValidation),
        Only = parse.GetValue(Only)!,
        List = parse.GetValue(List),
    };

    private static string Typed(ParseResult parse, Option<string?> option) => parse.GetValue(option) is { } value ? $" {option.Name} {value}" : "";
}
