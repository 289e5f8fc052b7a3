using System.CommandLine;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Commands;

/// <summary><c>tracker run ls</c>: finds and sorts runs, and says what they take.</summary>
internal static class ListRunsCommand
{
    private static readonly Argument<string> Filter = new("filter")
    {
        Description = "Which runs, as 'status = failed and lr > 0.01 and metric(\"val/loss\").best < 0.3': see docs/search.md.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string[]> Sort = new("--sort")
    {
        Description = "KEY or KEY:desc, as samples:desc or 'metric(\"val/loss\").best'; may be given again.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string> Experiment = new("--experiment") { Description = "Only runs of this experiment.", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many runs; 1 or more.", DefaultValueFactory = _ => 50 };
    private static readonly Option<bool> All = new("--all") { Description = "However many there are." };
    private static readonly Option<bool> Deleted = new("--deleted") { Description = "Deleted runs that can still be restored." };
    private static readonly Option<bool> Space = new("--space") { Description = "What the runs take, in all and by experiment." };
    private static readonly Option<bool> WouldExpire = new("--would-expire") { Description = "What retention would remove now, and why." };

    private static readonly Option<string> Status = new Option<string>("--status") { Description = "Only runs that stand there." }
        .AcceptOnlyFromAmong("created", "running", "finished", "failed", "cancelled", "lost");

    public static Command Build()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Number() < 1) result.AddError("--limit is 1 or more.");
        });
        var command = new Command("ls", "Lists runs, the newest first.") { Filter, Sort, Experiment, Status, Limit, All, Deleted, Space, WouldExpire };
        command.SetDaemonAction(async (parse, daemon, screen, cancellationToken) =>
        {
            if (parse.GetValue(Space)) return await ShowSpaceAsync(daemon, screen, cancellationToken).ConfigureAwait(false);
            if (parse.GetValue(WouldExpire)) return await ShowExpiringAsync(daemon, screen, cancellationToken).ConfigureAwait(false);
            var request = new ListRunsRequest
            {
                Filter = parse.GetValue(Filter),
                Experiment = parse.GetValue(Experiment),
                Deleted = parse.GetValue(Deleted),
            };
            request.OrderBy.AddRange(parse.GetValue(Sort)!);
            if (Enum.TryParse<RunStatus>(parse.GetValue(Status), ignoreCase: true, out var status)) request.Status = status;
            return await ListAsync(request, parse.GetValue(All) ? int.MaxValue : parse.GetValue(Limit), daemon, screen, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> ListAsync(ListRunsRequest request, int limit, DaemonConnection daemon, Screen screen, CancellationToken cancellationToken)
    {
        var left = limit;
        var runs = new List<RunSummary>();
        do
        {
            request.PageSize = (uint)Math.Min(left, 1_000);
            var page = await daemon.Runs.ListRunsAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false);
            left -= page.Runs.Count;
            request.PageToken = page.NextPageToken;
            if (!screen.Json) runs.AddRange(page.Runs);
            else foreach (var run in page.Runs) Screen.Line(run);
        }
        while (left > 0 && request.PageToken.Length > 0);
        if (screen.Json) return ExitCode.Done;
        if (runs.Count == 0)
        {
            var isAny = request.Filter.Length == 0 && request.Experiment.Length == 0 && request.Status == RunStatus.Unspecified && !request.Deleted;
            screen.Say(
                isAny ? "No runs. Start one with 'tracker job submit', or report from a trainer."
                : request is { Deleted: true, Filter.Length: 0, Experiment.Length: 0, Status: RunStatus.Unspecified } ? "No deleted runs wait for their purge."
                : "No runs are meant by that.");
            return ExitCode.Done;
        }

        screen.Show(RunPictures.List(runs, request));
        if (request.PageToken.Length > 0) screen.Say($"[grey]There are more: --limit {2L * limit}, or --all[/]");
        return ExitCode.Done;
    }

    private static async Task<int> ShowSpaceAsync(DaemonConnection daemon, Screen screen, CancellationToken cancellationToken)
    {
        var space = await daemon.Runs.GetSpaceAsync(new GetSpaceRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (screen.Json)
        {
            Screen.Line(space);
            return ExitCode.Done;
        }

        var table = Screen.Table("experiment", "runs", "takes");
        foreach (var experiment in space.Experiments)
            table.AddRow(experiment.Experiment.Length > 0 ? Words.Safe(experiment.Experiment) : "[grey]none[/]", Words.Step((long)experiment.Runs), Words.Bytes(experiment.Bytes));
        if (space.Experiments.Count > 0) screen.Show(table);
        screen.Say($"{Words.Step((long)space.Runs)} runs take {Words.Bytes(space.RunBytes)}; {Words.Step((long)space.PinnedRuns)} of them, with {Words.Bytes(space.PinnedBytes)}, are pinned.");
        if (space.DeletedRuns > 0) screen.Say($"{Words.Step((long)space.DeletedRuns)} deleted runs still take {Words.Bytes(space.DeletedBytes)}.");
        screen.Say($"The store's file has {Words.Bytes(space.StoreBytes)}, of which {Words.Bytes(space.FreeBytes)} are free and given back by and by.");
        return ExitCode.Done;
    }

    private static async Task<int> ShowExpiringAsync(DaemonConnection daemon, Screen screen, CancellationToken cancellationToken)
    {
        var plan = await daemon.Runs.PlanRetentionAsync(new PlanRetentionRequest(), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (screen.Json)
        {
            foreach (var expiring in plan.Runs) Screen.Line(expiring);
            return ExitCode.Done;
        }

        foreach (var rule in plan.Rules) screen.Say(Words.Safe(rule));
        if (plan.Rules.Count == 0) screen.Say("Retention is off: nothing is removed that nobody deletes. See docs/retention.md.");
        else if (plan.TotalRuns == 0) screen.Say("Nothing would be removed now.");
        if (plan.TotalRuns == 0) return ExitCode.Done;
        var table = Screen.Table("run", "name", "takes", "why");
        foreach (var expiring in plan.Runs)
            table.AddRow(expiring.Run.Run[..12], Words.Safe(expiring.Run.Name), Words.Bytes(expiring.Run.Bytes), Words.Safe(expiring.Reason));
        screen.Show(table);
        screen.Say($"{Words.Step((long)plan.TotalRuns)} runs with {Words.Bytes(plan.TotalBytes)} would be removed now; 'tracker run pin RUN' keeps one.");
        return ExitCode.Done;
    }
}
