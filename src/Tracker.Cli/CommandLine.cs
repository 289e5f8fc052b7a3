using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Tracker.Cli.Commands;
using Tracker.Cli.Connection;
using Tracker.Cli.Demo;
using Tracker.Cli.Output;

namespace Tracker.Cli;

/// <summary>The commands of <c>tracker</c>, and the one place where what goes wrong becomes a sentence and an exit code.</summary>
internal static partial class CommandLine
{
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line.", Recursive = true };

    public static readonly Option<string?> Server = new("--server")
    {
        Description = "The daemon: unix:/PATH, http://HOST:PORT or https://HOST:PORT. Default: TRACKER_SERVER, then the socket in the data directory.",
        Recursive = true,
    };

    public static RootCommand Build()
    {
        var root = Commands();
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpPage((HelpAction)help.Action!);
        return root;
    }

    private static RootCommand Commands() => new("Trains, listens to trainers, and says why a run does not learn.")
    {
        Json,
        Server,
        ServeCommand.Build(),
        JobCommands.Build(),
        RunCommands.Build(),
        WhyCommand.Build(),
        ReplayCommand.Build(),
        TestCommand.Build(),
        ProfileCommand.Build(),
        AlertsCommand.Build(),
        TokenCommands.Build(),
        DoctorCommand.Build(),
        BackupCommand.Build(),
        RestoreCommand.Build(),
        ScoreCommand.Build(),
        DemoCommand.Build(),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        // Arguments are read by everybody on the machine (ps, /proc), and stay in the shell's history.
        if (args.TakeWhile(arg => arg != "--").Any(arg => arg == "--token" || arg.StartsWith("--token=", StringComparison.Ordinal)))
        {
            Screen.Complain("a token is not taken on the command line, where everybody can read it: put it in a file of mode 0600 and name that in TRACKER_TOKEN_FILE; revoke the one that stood here.");
            return ExitCode.Misused;
        }

        var result = Build().Parse(args);
        if (result.Errors.Count > 0)
        {
            Screen.Complain(Mistake(result));
            return ExitCode.Misused;
        }

        // An interrupt is passed on to what was started (a daemon, a demo), which then needs time to end in order.
        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) }).ConfigureAwait(false);
    }

    /// <summary>The first mistake in one sentence, on one line, as lists of what is allowed come in several.</summary>
    private static string Mistake(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var path = command is RootCommand ? "tracker" : $"tracker {command.Name}";
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault(); parent is not (null or RootCommand); parent = parent.Parents.OfType<Command>().FirstOrDefault())
            path = $"tracker {parent.Name}{path["tracker".Length..]}";
        if (command.Subcommands.Count > 0)
        {
            // The parser's own words name neither what was written nor what there is.
            var wrong = result.UnmatchedTokens.Count > 0 ? $"there is no command '{path} {result.UnmatchedTokens[0]}'" : $"'{path}' needs a command";
            return $"{wrong}: write one of {string.Join(", ", command.Subcommands.Select(c => c.Name))}. See '{path} --help'.";
        }

        var words = result.Errors[0].Message.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries);
        var sentence = string.Join(' ', words);
        if (Unparsed.Match(sentence) is { Success: true } unparsed)
            sentence = $"{unparsed.Groups["option"].Value} is a number, not '{unparsed.Groups["value"].Value}'.";
        else if (TooFew.IsMatch(sentence) && command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 1) is { } many)
            sentence = $"'{path}' takes {many.Arity.MinimumNumberOfValues} to {many.Arity.MaximumNumberOfValues} of <{many.Name}>.";
        return $"{(sentence.EndsWith('.') ? sentence : sentence + ".")} See '{path} --help'.";
    }

    // The parser's own words name types of .NET, or say that what is there is missing.
    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<option>[^']*)' as expected type '[^']*Int[^']*'")]
    private static partial Regex Unparsed { get; }

    [GeneratedRegex("^Required argument '[^']*' missing for command")]
    private static partial Regex TooFew { get; }

    /// <summary>The number that an option was given; null where there is none, which the parser says by itself.</summary>
    public static long? Number(this OptionResult option) =>
        option.Tokens is [var token] && long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An action that talks to the daemon.</summary>
    public static void SetDaemonAction(
        this Command command, Func<ParseResult, DaemonConnection, Screen, CancellationToken, Task<int>> action) =>
        command.SetGuardedAction(async (parse, screen, cancellationToken) =>
        {
            using var daemon = await DaemonConnection.OpenAsync(parse.GetValue(Server), cancellationToken).ConfigureAwait(false);
            return await action(parse, daemon, screen, cancellationToken).ConfigureAwait(false);
        });

    /// <summary>An action whose failures become one sentence on stderr.</summary>
    public static void SetGuardedAction(this Command command, Func<ParseResult, Screen, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parse, cancellationToken) =>
        {
            var screen = Screen.For(parse.GetValue(Json));
            try
            {
                return await action(parse, screen, cancellationToken).ConfigureAwait(false);
            }
            catch (CliException e)
            {
                Screen.Complain(e.Message);
                return e.Code;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Failed;
            }
            catch (RpcException e)
            {
                // Only a call that broke off has an exception of its own; what the daemon answered is its own sentence.
                var isGone = e is { StatusCode: StatusCode.Unavailable, Status.DebugException: not null };
                Screen.Complain(isGone ? "the daemon went away; look at its log, or 'tracker doctor'." : e.Status.Detail);
                return e.StatusCode == StatusCode.InvalidArgument ? ExitCode.Misused : ExitCode.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Failed;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Screen.Complain(e.Message);
                return ExitCode.Failed;
            }
        });
}
