using System.CommandLine;
using Grpc.Core;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run ls, show, watch, export</c>.</summary>
internal static class RunCommands
{
    private static readonly Argument<string> Run = new("run") { Description = "Its id, a unique prefix of it, or its name." };
    private static readonly Option<string> Experiment = new("--experiment") { Description = "Only runs of this experiment.", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many runs; 1 or more.", DefaultValueFactory = _ => 50 };

    private static readonly Option<string> Status = new Option<string>("--status") { Description = "Only runs that stand there.", DefaultValueFactory = _ => "" }
        .AcceptOnlyFromAmong("", "created", "running", "finished", "failed", "cancelled", "lost");

    public static Command Build()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 1) result.AddError("--limit is 1 or more.");
        });
        return new Command("run", "Runs: list, show, watch, export.") { List(), Show(), Watch(), ExportCommand.Build(Run) };
    }

    private static Command List()
    {
        var command = new Command("ls", "Lists runs, the newest first.") { Experiment, Status, Limit };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            var left = parse.GetValue(Limit);
            var request = new ListRunsRequest { Experiment = parse.GetValue(Experiment) };
            if (Enum.TryParse<RunStatus>(parse.GetValue(Status), ignoreCase: true, out var status)) request.Status = status;
            var runs = new List<RunSummary>();
            do
            {
                request.PageSize = (uint)Math.Min(left, 1_000);
                var page = await daemon.Runs.ListRunsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
                runs.AddRange(page.Runs);
                left -= page.Runs.Count;
                request.PageToken = page.NextPageToken;
            }
            while (left > 0 && request.PageToken.Length > 0);

            if (screen.Json)
            {
                foreach (var run in runs) Screen.Line(run);
            }
            else if (runs.Count == 0)
            {
                screen.Say("No runs. Start one with 'tracker job submit', or report from a trainer.");
            }
            else
            {
                screen.Show(RunPictures.List(runs));
                if (request.PageToken.Length > 0) screen.Say($"[grey]There are more: --limit {2 * parse.GetValue(Limit)}[/]");
            }

            return ExitCode.Done;
        });
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
