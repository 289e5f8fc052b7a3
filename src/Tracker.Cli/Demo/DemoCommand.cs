using System.CommandLine;
using Spectre.Console;
using Tracker.Cli.Connection;
using Tracker.Cli.Output;

namespace Tracker.Cli.Demo;

/// <summary><c>tracker demo</c>: six trainings at once, what becomes of them, and why.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Stops everything at the end, the daemon too." };

    public static Command Build()
    {
        var command = new Command("demo", "Runs six trainings at once, five of them sick, and says what is wrong with each.") { Once };
        command.SetGuardedAction(async (parse, screen, cancellationToken) =>
        {
            using var daemon = await DemoDaemon.StartAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
            var leaveUp = false;
            using var stage = new DemoStage(daemon, TimeProvider.System, cancellationToken);
            try
            {
                Tell(screen, Opening(daemon));
                await stage.StartAsync().ConfigureAwait(false);
                await ShowProgressAsync(stage, screen).ConfigureAwait(false);
                await stage.ExplainAsync().ConfigureAwait(false);
                if (screen.Json) foreach (var state in stage.States) Console.Out.WriteLine(DemoPictures.Line(state));
                else screen.Show(DemoPictures.Closing(stage.States));
                leaveUp = !parse.GetValue(Once);
            }
            finally
            {
                await stage.StopAsync().ConfigureAwait(false);
                if (!leaveUp) await daemon.StopAsync().ConfigureAwait(false);
                if (cancellationToken.IsCancellationRequested) Tell(screen, ["Stopped: the trainings, the daemon, and its data are gone."]);
            }

            if (leaveUp) Tell(screen, Farewell(daemon));
            return ExitCode.Done;
        });
        return command;
    }

    // With --json the answer alone goes to stdout.
    private static void Tell(Screen screen, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            if (screen.Json) Console.Error.WriteLine(sentence);
            else screen.Terminal.WriteLine(sentence);
        }
    }

    private static IEnumerable<string> Opening(DemoDaemon daemon) =>
    [
        $"The demo's own daemon is up: process {daemon.Process.Id}, data in {daemon.Data}.",
        $"Chosen for the demo: temporary data, free ports, {DemoPlan.Slots} CPU slots of one thread,",
        $"and a run counts as stalled after {DemoPlan.StallFloor} s of silence (else 60 s).",
        "Six trainings run at once, for about half a minute; Ctrl-C stops it all.",
    ];

    private static IEnumerable<string> Farewell(DemoDaemon daemon)
    {
        var status = daemon.Connection.Status;
        return
        [
            $"The daemon stays up: http://{status.HttpAddress}/metrics, gRPC {status.GrpcAddress},",
            $"socket {status.SocketPath}.",
            $"Ask it on: ./tracker why overfit --server unix:{status.SocketPath}",
            $"Stop it: kill {daemon.Process.Id}; its data: rm -r {daemon.Data}",
        ];
    }

    private static async Task ShowProgressAsync(DemoStage stage, Screen screen)
    {
        if (!screen.Json && screen.Terminal.Profile.Capabilities.Interactive)
        {
            await screen.Terminal.Live(DemoPictures.Progress(stage.States, stage.Elapsed)).AutoClear(true).StartAsync(live => stage.FollowAsync(() =>
            {
                live.UpdateTarget(DemoPictures.Progress(stage.States, stage.Elapsed));
                return Task.CompletedTask;
            })).ConfigureAwait(false);
            return;
        }

        // A file or a pipe: what changed, a line each.
        var told = new HashSet<string>(StringComparer.Ordinal);
        await stage.FollowAsync(() =>
        {
            foreach (var (what, sentence) in stage.States.SelectMany(News))
            {
                if (told.Add(what)) Tell(screen, [$"{stage.Elapsed.TotalSeconds,3:0} s  {sentence}"]);
            }

            return Task.CompletedTask;
        }).ConfigureAwait(false);
    }

    private static IEnumerable<(string What, string Sentence)> News(DemoState state)
    {
        if (state.Run is not { } run) yield break;
        var name = state.Plan.Name;
        foreach (var alert in state.Alerts)
            yield return (alert.Id, $"{name}: {alert.Detector} ({ProtoJson.Word(alert.Severity)}): {Words.Plain(alert.Message)}");
        var status = ProtoJson.Word(run.Run.Status);
        yield return ($"{name} {status}", $"{name}: {status} {Words.Plain(run.Run.StatusReason)}".TrimEnd());
    }
}
