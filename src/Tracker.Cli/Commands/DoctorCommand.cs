using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connection;
using Tracker.Cli.Doctor;
using Tracker.Cli.Output;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker doctor</c>: looks at what usually goes wrong and names the way out.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var command = new Command("doctor", "Checks the installation and the daemon, and names the way out of what is wrong.");
        command.SetGuardedAction(async (parse, screen, cancellationToken) =>
        {
            var well = true;
            await foreach (var check in Checkup.RunAsync(parse.GetValue(CommandLine.Server), cancellationToken).ConfigureAwait(false))
            {
                well &= check.State != CheckState.Broken;
                if (screen.Json)
                {
                    Console.WriteLine(ProtoJson.Line(new JsonObject
                    {
                        ["check"] = check.Name,
                        ["state"] = ProtoJson.Word(check.State),
                        ["message"] = check.Message,
                        ["wayOut"] = check.WayOut,
                    }));
                    continue;
                }

                var mark = check.State switch { CheckState.Well => "[green]ok  [/]", CheckState.Note => "[yellow]note[/]", _ => "[red]bad [/]" };
                screen.Say($"{mark} {Words.Safe(check.Name)}: {Words.Safe(check.Message)}" + (check.WayOut.Length > 0 ? $" [bold]{Words.Safe(check.WayOut)}[/]" : ""));
            }

            return well ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
