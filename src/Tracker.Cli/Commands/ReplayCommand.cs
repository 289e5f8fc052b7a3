using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Replays;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;
using Tracker.Replay.Traces;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker replay FILE</c>: a stored log through the very code that judges live runs. It needs no daemon.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "The log; of a run that was resumed, each of its logs in order.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Facts = new("--facts")
    {
        Description = "What the log does not tell, as kind=supervised classes=10 planned-steps=2000.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Format = new Option<string?>("--format") { Description = "How it is written; found out by its content." }
        .AcceptOnlyFromAmong([.. LogFormats.All]);

    private static readonly Option<string[]> Rule = RuleOption.Make();

    public static Command Build()
    {
        var command = new Command("replay", "Judges a stored log: trainer_state.json, metrics.csv, results.csv, CSV, JSON lines.") { Files, Facts, Format, Rule };
        command.SetGuardedAction((parse, screen, cancellationToken) =>
        {
            var (files, facts) = Sort(parse.GetValue(Files) ?? [], parse.GetValue(Facts) ?? []);
            using var progress = new ReadingProgress(cancellationToken);
            var verdict = Judge(files, new LogReplayOptions
            {
                Format = parse.GetValue(Format) is { } word && LogFormats.TryParse(word, out var format) ? format : null,
                Facts = ReadFacts(facts),
                Monitor = new MonitorOptions { Rules = RuleOption.Read(parse.GetValue(Rule)) },
                Progress = progress.Show,
            });
            progress.Clear();
            if (screen.Json) ReplayLines.Write(verdict, files[0]);
            else ReplayPictures.Show(verdict, files[0], screen);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Facts may stand before the log, and then take it for one more of them.</summary>
    private static (IReadOnlyList<string> Files, IReadOnlyList<string> Facts) Sort(string[] files, string[] facts)
    {
        var logs = facts.Where(text => !text.Contains('=', StringComparison.Ordinal) && File.Exists(text)).ToList();
        if (files.Length + logs.Count == 0) throw new CliException("'tracker replay' needs a log: write 'tracker replay FILE'. See 'tracker replay --help'.", ExitCode.Misused);
        return ([.. files, .. logs], [.. facts.Except(logs)]);
    }

    private static LogVerdict Judge(IReadOnlyList<string> files, LogReplayOptions options)
    {
        try
        {
            return LogReplay.Judge(files, options);
        }
        catch (LogException e)
        {
            throw new CliException(e.Message, ExitCode.Misused);
        }
    }

    private static RunFacts ReadFacts(IReadOnlyList<string> texts)
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
                throw new CliException($"--facts '{text}', column {e.Column}: {e.Problem}.", ExitCode.Misused);
            }
        }

        return facts;
    }
}
