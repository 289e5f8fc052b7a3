using System.Diagnostics;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;

namespace Tracker.Cli.Commands;

/// <summary>Work on the data that the daemon's executable does and then ends: the command line itself knows nothing of the database.</summary>
internal static class DaemonWork
{
    /// <summary>Runs it with its words; what it complains of is this program's complaint.</summary>
    public static async Task<int> RunAsync(Screen screen, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Installation.Daemon) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (screen.Json) start.ArgumentList.Add("--json");
        using var work = Process.Start(start) ?? throw new CliException($"{Installation.Daemon} did not start.");
        using var registration = cancellationToken.Register(() => Posix.Terminate(work.Id));
        var complaint = await work.StandardError.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);
        await work.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        if (work.ExitCode == ExitCode.Done) return ExitCode.Done;
        const string Name = "trackerd: ";
        var sentence = complaint.Trim();
        throw new CliException(sentence.StartsWith(Name, StringComparison.Ordinal) ? sentence[Name.Length..] : sentence, work.ExitCode);
    }
}
