using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run export RUN</c>: every stored sample, as CSV or JSON lines, to stdout or a file.</summary>
internal static class ExportCommand
{
    private static readonly Option<FileInfo?> File = new("--output", "-o") { Description = "Where to; default is standard output." };

    private static readonly Option<string> Format = new Option<string>("--format") { Description = "csv or jsonl.", DefaultValueFactory = _ => "csv" }
        .AcceptOnlyFromAmong("csv", "jsonl");

    public static Command Build(Argument<string> run)
    {
        var command = new Command("export", "Writes every stored sample, in the order in which they came.") { run, Format, File };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var lines = screen.Json || parse.GetValue(Format) == "jsonl";
            using var call = daemon.Runs.ExportRun(new ExportRunRequest { Run = parse.GetValue(run) }, cancellationToken: cancellationToken);
            // The first answer before the file: a run that is not there must not leave an empty file behind.
            var more = await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false);
            var target = parse.GetValue(File) is { } file ? Create(file) : Console.Out;
            try
            {
                if (!lines) await target.WriteLineAsync("metric,rank,attempt,step,time,value,producer,sequence").ConfigureAwait(false);
                for (; more; more = await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
                {
                    foreach (var sample in call.ResponseStream.Current.Samples)
                        await target.WriteLineAsync(lines ? ProtoJson.Line(sample) : Csv(sample)).ConfigureAwait(false);
                }
            }
            finally
            {
                await target.FlushAsync(cancellationToken).ConfigureAwait(false);
                if (target != Console.Out) await target.DisposeAsync().ConfigureAwait(false);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static StreamWriter Create(FileInfo file)
    {
        try
        {
            return new StreamWriter(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file.FullName} cannot be written: {e.Message}");
        }
    }

    private static string Csv(ExportedSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Quote(sample.Metric)},{sample.Rank},{sample.Attempt},{sample.Step},{sample.Time},{sample.Value:R},{sample.Producer},{sample.Sequence}");

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
