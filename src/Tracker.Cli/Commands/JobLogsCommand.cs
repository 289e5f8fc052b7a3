using System.CommandLine;
using System.Text;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker job logs</c>: what a job printed, to where it printed it.</summary>
internal static class JobLogsCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Goes on as the job prints, until it exits." };
    private static readonly Option<string> OneStream = new("--stream") { Description = "stdout or stderr; both by default." };
    private static readonly Option<uint?> Tail = new("--tail", "-n") { Description = "Only so many last lines of what is there." };
    private static readonly Option<long> Since = new("--since") { Description = "Skips so many bytes of the stream, which --stream names; --json shows offsets." };

    public static Command Build()
    {
        OneStream.AcceptOnlyFromAmong("stdout", "stderr");
        var command = new Command("logs", "Shows what a job printed.") { JobCommands.Job, Follow, OneStream, Tail, Since };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var job = parse.GetValue(JobCommands.Job);
            var request = new ReadJobLogsRequest { Job = job, Follow = parse.GetValue(Follow), FromOffset = parse.GetValue(Since), Stream = StreamOf(parse.GetValue(OneStream)) };
            if (parse.GetValue(Tail) is { } lines) request.TailLines = lines;
            using var call = daemon.Jobs.ReadJobLogs(request, cancellationToken: cancellationToken);
            using var output = Console.OpenStandardOutput();
            using var errors = Console.OpenStandardError();
            var printed = false;
            await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                printed |= part.Data.Length > 0;
                if (screen.Json)
                {
                    Screen.Line(part);
                    continue;
                }

                var target = part.Stream == LogStream.Stderr ? errors : output;
                ReadOnlyMemory<byte> text = part.LeftOut > 0 ? Encoding.UTF8.GetBytes($"\n[... {part.LeftOut} bytes left out ...]\n") : part.Data.Memory;
                await target.WriteAsync(text, cancellationToken).ConfigureAwait(false);
                await target.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            // Silence would look like a fault of this command.
            if (!printed && !screen.Json && request is { FromOffset: 0, HasTailLines: false, Stream: LogStream.Unspecified })
                Screen.Complain($"job {job} has printed nothing; its metrics: tracker run show {job}");
            return ExitCode.Done;
        });
        return command;
    }

    private static LogStream StreamOf(string? name) => name switch
    {
        "stdout" => LogStream.Stdout,
        "stderr" => LogStream.Stderr,
        _ => LogStream.Unspecified,
    };
}
