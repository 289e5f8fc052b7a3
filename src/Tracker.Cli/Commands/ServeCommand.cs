using System.CommandLine;
using System.Diagnostics;
using Tracker.Cli.Connection;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker serve</c>: becomes the daemon's parent until it ends, with its words and its exit code.</summary>
internal static class ServeCommand
{
    private static readonly Argument<string[]> Arguments = new("arguments")
    {
        Description = "Passed to trackerd, as --data-dir DIR --http 127.0.0.1:7070 --grpc 127.0.0.1:7071.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Build()
    {
        var command = new Command("serve", "Runs the daemon in the foreground.") { Arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetGuardedAction(async (parse, screen, cancellationToken) =>
        {
            var start = new ProcessStartInfo(Installation.Daemon) { UseShellExecute = false };
            foreach (var argument in Complete([.. parse.GetValue(Arguments) ?? [], .. parse.UnmatchedTokens])) start.ArgumentList.Add(argument);
            if (screen.Json) start.ArgumentList.Add("--json");
            using var daemon = Process.Start(start) ?? throw new CliException($"{Installation.Daemon} did not start.");
            // A terminal sends its interrupt to the daemon too, which then ends by itself; the wait goes on until it has.
            using var registration = cancellationToken.Register(() => Terminate(daemon));
            await daemon.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return daemon.ExitCode;
        });
        return command;
    }

    /// <summary>What was said, and where the job host and the plugins are, unless that was said too.</summary>
    internal static IReadOnlyList<string> Complete(IReadOnlyList<string> said)
    {
        if (said is ["--help"] or ["-h"] or ["--version"]) return said;
        var all = said.ToList();
        Add("--plugins", Installation.Plugins);
        Add("--job-host", Installation.JobHostIfThere);
        return all;

        void Add(string flag, string? value)
        {
            if (value is null || said.Any(a => a == flag || a.StartsWith(flag + "=", StringComparison.Ordinal))) return;
            all.Add(flag);
            all.Add(value);
        }
    }

    private static void Terminate(Process daemon)
    {
        if (!daemon.HasExited) Posix.Terminate(daemon.Id);
    }
}
