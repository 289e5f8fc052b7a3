using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Replay.Readers;
using Tracker.Replay.Traces;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker test TRACE</c>: acts scripts of runs out and checks what must come of them. It needs no daemon.</summary>
internal static class TestCommand
{
    private static readonly Argument<string[]> Traces = new("trace")
    {
        Description = "A script (docs/traces.md), or a folder of *.trace.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Rule = RuleOption.Make();

    public static Command Build()
    {
        var command = new Command("test", "Runs trace scripts: does the judge say of them what it should?") { Traces, Rule };
        command.SetGuardedAction((parse, screen, cancellationToken) =>
        {
            var rules = RuleOption.Read(parse.GetValue(Rule));

            // All are read before any is run: what cannot be read is a mistake, and no failure.
            var scripts = Files(parse.GetValue(Traces) ?? []).Select(file => (File: file, Script: Parse(file))).ToList();
            var failed = 0;
            foreach (var (file, script) in scripts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var failures = TraceRunner.Run(rules.IsEmpty ? script : script.WithRules(script.Options.Rules.AddRange(rules))).Failures;
                if (!failures.IsEmpty) failed++;
                Tell(screen, file, failures);
            }

            screen.Say(failed == 0 ? $"[green]{scripts.Count} passed[/]" : $"[red]{failed} of {scripts.Count} failed[/]");
            return Task.FromResult(failed == 0 ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static IEnumerable<string> Files(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            var files = Directory.GetFiles(path, "*.trace", SearchOption.AllDirectories);
            if (files.Length == 0) throw new CliException($"{path}: there is no *.trace in this folder or below it.", ExitCode.Misused);
            foreach (var file in files.Order(StringComparer.Ordinal)) yield return file;
        }
    }

    private static TraceScript Parse(string file)
    {
        try
        {
            return TraceScript.Parse(TextFiles.Text(file));
        }
        catch (TraceSyntaxException e)
        {
            throw new CliException($"{file}, line {e.Line}, column {e.Column}: {e.Problem}.", ExitCode.Misused);
        }
        catch (LogException e)
        {
            throw new CliException(e.Message, ExitCode.Misused);
        }
    }

    private static void Tell(Screen screen, string file, IReadOnlyList<string> failures)
    {
        if (screen.Json)
        {
            Console.Out.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["trace"] = file,
                ["passed"] = failures.Count == 0,
                ["failures"] = new JsonArray([.. failures.Select(static failure => (JsonNode?)failure)]),
            }));
            return;
        }

        screen.Say(failures.Count == 0 ? $"[green]passed[/] {Words.Safe(file)}" : $"[red]failed[/] {Words.Safe(file)}");
        foreach (var failure in failures) screen.Say($"  {Words.Safe(failure)}");
    }
}
