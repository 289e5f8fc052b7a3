using System.CommandLine;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run ls, show, watch, curve, compare, set, export, pin, unpin, delete, restore</c>.</summary>
internal static class RunCommands
{
    private static readonly Argument<string> Run = new("run") { Description = "Its id, a unique prefix of it, or its name." };
    public static Command Build()
    {
        var command = new Command("run", "Runs: list, show, watch, curve, compare, set facts, export, pin, delete.")
        {
            ListRunsCommand.Build(), Show(), Watch(), CurveCommand.Build(Run), CompareCommand.Build(), SetFactsCommand.Build(), ExportCommand.Build(Run),
        };
        foreach (var keeping in KeepingCommands.Build()) command.Add(keeping);
        return command;
    }

    private static Command Show()
    {
        var system = new Option<bool>("--system") { Description = "With the series of the machine: processes, disk, GPUs." };
        var command = new Command("show", "Shows one run: facts, metrics, alerts.") { Run, system };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var run = await daemon.Runs.GetRunAsync(new GetRunRequest { Run = parse.GetValue(Run) }, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (screen.Json) Screen.Line(run);
            else RunPictures.Show(run, screen, parse.GetValue(system));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Watch()
    {
        var command = new Command("watch", "Shows one run, then its events as they come, until it ends.") { Run };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            using var call = daemon.Runs.WatchRun(new WatchRunRequest { Run = parse.GetValue(Run) }, cancellationToken: cancellationToken);
            await foreach (var update in call.ResponseStream.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (screen.Json) Screen.Line(update);
                else if (update.BodyCase == WatchRunResponse.BodyOneofCase.Snapshot) RunPictures.Show(update.Snapshot, screen);
                else if (update.Event is { } news) screen.Say(RunPictures.Event(news));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
