using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker backup FILE</c>: everything that the daemon keeps, in one file, while it goes on; <c>--verify</c> reads one to its end.</summary>
internal static class BackupCommand
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "Where to; it must not be there yet." };

    private static readonly Option<bool> Verify = new("--verify") { Description = "Reads the file to its end and says whether it is whole. Needs no daemon." };

    private static readonly Option<bool> WithCheckpoints = new("--with-checkpoints") { Description = "The checkpoints of jobs too." };

    public static Command Build()
    {
        var command = new Command("backup", "Writes everything that the daemon keeps to one file, while it goes on.") { File, Verify, WithCheckpoints };
        command.SetGuardedAction(async (parse, screen, cancellationToken) =>
        {
            var file = parse.GetValue(File)!;
            if (parse.GetValue(Verify)) return await DaemonWork.RunAsync(screen, ["--verify-backup", file.FullName], cancellationToken).ConfigureAwait(false);
            if (file.Exists || Directory.Exists(file.FullName)) throw new CliException($"{file.FullName} is there already: give another name.");
            if (file.Directory is { Exists: false } missing) throw new CliException($"the folder {missing.FullName} does not exist: make it, or give another name.");
            using var daemon = await DaemonConnection.OpenAsync(parse.GetValue(CommandLine.Server), cancellationToken).ConfigureAwait(false);
            var request = new CreateBackupRequest { WithCheckpoints = parse.GetValue(WithCheckpoints) };
            using var call = daemon.Backups.CreateBackup(request, cancellationToken: cancellationToken);
            var summary = await ReceiveAsync(call.ResponseStream, file, screen, cancellationToken).ConfigureAwait(false);
            Tell(screen, file, summary);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Into a file beside it, which gets its name when it is whole and on the disk.</summary>
    private static async Task<BackupSummary> ReceiveAsync(
        IAsyncStreamReader<CreateBackupResponse> parts, FileInfo file, Screen screen, CancellationToken cancellationToken)
    {
        var part = file.FullName + ".part";
        try
        {
            // The first answer before the file: a call that is refused must not leave one.
            var more = await parts.MoveNext(cancellationToken).ConfigureAwait(false);
            System.IO.File.Delete(part);
            BackupSummary? summary = null;
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var target = new FileStream(part, options);
            await using (target.ConfigureAwait(false))
            {
                await screen.WithProgressAsync($"backup to {file.Name}", async progress =>
                {
                    summary = await WriteAsync(parts, more, target, progress, cancellationToken).ConfigureAwait(false);
                }).ConfigureAwait(false);
                target.Flush(flushToDisk: true);
            }

            System.IO.File.Move(part, file.FullName, overwrite: false);
            return summary!;
        }
        catch
        {
            System.IO.File.Delete(part);
            throw;
        }
    }

    private static async Task<BackupSummary> WriteAsync(
        IAsyncStreamReader<CreateBackupResponse> parts, bool more, FileStream target, Action<double> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var expected = 1.0;
        for (; more; more = await parts.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            if (parts.Current.Summary is { } summary)
            {
                var isWhole = (ulong)target.Length == summary.Bytes && Convert.ToHexStringLower(hash.GetCurrentHash()) == summary.Sha256;
                return isWhole ? summary : throw new CliException("what arrived is not what the daemon sent: try again.");
            }

            if (parts.Current.ExpectedBytes > 0) expected = parts.Current.ExpectedBytes;
            hash.AppendData(parts.Current.Part.Span);
            await target.WriteAsync(parts.Current.Part.Memory, cancellationToken).ConfigureAwait(false);
            progress(Math.Min(1, target.Length / expected));
        }

        throw new CliException("the daemon broke the backup off before its end: look at its log.");
    }

    private static void Tell(Screen screen, FileInfo file, BackupSummary summary)
    {
        if (screen.Json)
        {
            Console.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["backup"] = file.FullName,
                ["bytes"] = summary.Bytes,
                ["runs"] = summary.Runs,
                ["files"] = summary.Files,
                ["sha256"] = summary.Sha256,
            }));
        }

        screen.Say($"{Words.Safe(file.FullName)}: {summary.Runs} runs, {summary.Files} files, {summary.Bytes / 1048576.0:0.0} MiB. It holds all that was logged: keep it as you keep the data directory.");
    }
}
