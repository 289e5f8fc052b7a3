using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker job show</c>: one job, how it came about, and why it ended.</summary>
internal static class JobShowCommand
{
    private static readonly Option<bool> Record = new("--record") { Description = "All that was recorded: source, command, packages, machine; one JSON object." };
    private static readonly Option<bool> Diff = new("--diff") { Description = "What differed from the commit at submit, as git diff prints it." };

    public static Command Build()
    {
        var command = new Command("show", "Shows one job, its source and machine, and why it ended.") { JobCommands.Job, Record, Diff };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var wantsDiff = parse.GetValue(Diff);
            var request = new GetJobRecordRequest { Job = parse.GetValue(JobCommands.Job), IncludeDiff = wantsDiff };
            var record = await daemon.Jobs.GetJobRecordAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var content = JsonDocument.Parse(record.Record);
            if (wantsDiff)
            {
                using var output = Console.OpenStandardOutput();
                await output.WriteAsync(record.Diff.Memory, cancellationToken).ConfigureAwait(false);
                if (Number(content, "source", "diffLeftOut") is > 0 and var leftOut) Screen.Complain($"{leftOut} bytes of the diff were not kept");
            }
            else if (parse.GetValue(Record))
            {
                Console.Out.WriteLine(screen.Json ? JsonSerializer.Serialize(content.RootElement) : record.Record);
            }
            else
            {
                var job = (await daemon.Jobs.GetJobAsync(new GetJobRequest { Job = request.Job }, cancellationToken: cancellationToken).ConfigureAwait(false)).Job;
                if (screen.Json) Screen.Line(job);
                else Show(job, content, screen);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Job job, JsonDocument record, Screen screen)
    {
        var table = Screen.Table("", "");
        table.HideHeaders();
        Row("job", job.Run);
        Row("name", job.Name);
        table.AddRow("phase", JobCommands.Phase(job));
        Row("reason", job.Reason);
        Row("plugin", job.Plugin);
        Row("device", job.Device);
        Row("seed", job.Seed.ToString(CultureInfo.InvariantCulture));
        Row("hyperparameters", string.Join(" ", job.Hyperparameters.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}")));
        if (job.Program is { } program)
        {
            Row("program", string.Join(' ', program.Arguments));
            Row("directory", program.WorkingDirectory);
            Row("environment", string.Join(' ', program.Environment.Keys.Order(StringComparer.Ordinal)));
            Row("venv", program.Venv);
            Row("conda", program.Conda);
        }

        var revision = Text(record, "source", "revision");
        var isDirty = record.RootElement.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object
            && source.TryGetProperty("dirty", out var dirty) && dirty.ValueKind == JsonValueKind.True;
        Row("source", revision.Length > 0 ? $"{revision} {Text(record, "source", "branch")}{(isDirty ? ", and changes (--diff)" : "")}" : "");
        Row("host", Text(record, "start", "host"));
        Row("runtime", Text(record, "start", "runtime"));
        screen.Show(table);
        if (job.StderrTail.Length > 0) screen.Say($"[grey]{Words.Safe(job.StderrTail.TrimEnd())}[/]");

        void Row(string name, string value)
        {
            if (value.Length > 0) table.AddRow(name, Words.Safe(value));
        }
    }

    private static string Text(JsonDocument record, string part, string name) =>
        Find(record, part, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static long Number(JsonDocument record, string part, string name) =>
        Find(record, part, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;

    private static JsonElement? Find(JsonDocument record, string part, string name) =>
        record.RootElement.TryGetProperty(part, out var found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var value) ? value : null;
}
