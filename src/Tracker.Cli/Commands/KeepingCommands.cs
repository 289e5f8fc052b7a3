using System.CommandLine;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run pin, unpin, delete, restore</c>.</summary>
internal static class KeepingCommands
{
    private static readonly Argument<string[]> Runs = new("run")
    {
        Description = "Ids, unique prefixes of ids, or names.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> PurgeNow = new("--purge-now") { Description = "Without the time of grace: it cannot be restored." };

    public static IEnumerable<Command> Build() => [Pin(true), Pin(false), Delete(), Restore()];

    private static Command Pin(bool isPinned)
    {
        var command = isPinned
            ? new Command("pin", "Keeps runs from retention.") { Runs }
            : new Command("unpin", "Takes the pin away.") { Runs };
        command.SetDaemonAction((parse, daemon, screen, cancellationToken) => EachAsync(parse.GetValue(Runs)!, async run =>
        {
            var request = new PinRunRequest { Run = run, Pinned = isPinned };
            var answer = await daemon.Runs.PinRunAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            Tell(screen, answer.Run, isPinned ? "is pinned: retention never removes it." : "is no longer pinned.");
        }));
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Deletes runs that have ended; they can be restored for a time.") { Runs, PurgeNow };
        command.SetDaemonAction((parse, daemon, screen, cancellationToken) => EachAsync(parse.GetValue(Runs)!, async run =>
        {
            var request = new DeleteRunRequest { Run = run, PurgeNow = parse.GetValue(PurgeNow) };
            var answer = await daemon.Runs.DeleteRunAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            Tell(screen, answer.Run, request.PurgeNow
                ? "is deleted for good."
                : $"is deleted; 'tracker run restore {answer.Run.Run}' takes it back until {Words.Time(answer.Run.PurgeAt):yyyy-MM-dd HH:mm} UTC.");
        }));
        return command;
    }

    private static Command Restore()
    {
        var command = new Command("restore", "Takes a delete back.") { Runs };
        command.SetDaemonAction((parse, daemon, screen, cancellationToken) => EachAsync(parse.GetValue(Runs)!, async run =>
        {
            var answer = await daemon.Runs.RestoreRunAsync(new RestoreRunRequest { Run = run }, cancellationToken: cancellationToken).ConfigureAwait(false);
            Tell(screen, answer.Run, "is here again.");
        }));
        return command;
    }

    private static async Task<int> EachAsync(string[] runs, Func<string, Task> action)
    {
        foreach (var run in runs) await action(run).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static void Tell(Screen screen, RunSummary run, string what)
    {
        if (screen.Json) Screen.Line(run);
        else screen.Say($"Run [bold]{Words.Name(run)}[/] ({run.Run[..12]}) {what}");
    }
}
