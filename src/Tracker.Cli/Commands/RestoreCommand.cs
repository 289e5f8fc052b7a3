using System.CommandLine;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker restore FILE</c>: puts a backup into an empty data directory. No daemon runs there meanwhile.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "A backup that 'tracker backup' made." };

    private static readonly Option<DirectoryInfo?> DataDir = new("--data-dir") { Description = "Where to; default is the daemon's own. There must be no data yet." };

    public static Command Build()
    {
        var command = new Command("restore", "Puts a backup into an empty data directory, for the daemon that is started there next.") { File, DataDir };
        command.SetGuardedAction((parse, screen, cancellationToken) =>
        {
            List<string> arguments = ["--restore", parse.GetValue(File)!.FullName];
            if (parse.GetValue(DataDir) is { } directory) arguments.AddRange(["--data-dir", directory.FullName]);
            return DaemonWork.RunAsync(screen, arguments, cancellationToken);
        });
        return command;
    }
}
