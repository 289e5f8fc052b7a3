using System.Globalization;
using Tracker.Client;
using Tracker.Testing;

namespace Tracker.Endurance.Kill9;

/// <summary>
/// Kills the daemon at random moments while three clients stream, and starts it again. In the end every sample that a client holds to be
/// acknowledged must be there, once, and the alerts must be those of runs that met no kill.
/// </summary>
internal static class KillRounds
{
    // Enough that the alerts of both .NET runs have fired, however few kills were asked for.
    private const long StepsToAlerts = 4_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length is 0 or > 2 || !int.TryParse(args[0], CultureInfo.InvariantCulture, out int kills) || kills < 1
            || (args.Length == 2 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out _)))
        {
            await Console.Error.WriteLineAsync("usage: tests/kill9.sh KILLS [SEED]").ConfigureAwait(false);
            return 2;
        }

        int seed = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.ProcessId;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3) + (kills * TimeSpan.FromMinutes(1)));
        string folder = Directory.CreateTempSubdirectory("tracker-kill9-").FullName;
        try
        {
            return await RunAsync(Repository.Root, folder, kills, seed, limit.Token).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(string root, string folder, int kills, int seed, CancellationToken cancel)
    {
        var dice = new Random(seed);
        await using DaemonProcess daemon = await DaemonProcess.StartAsync().ConfigureAwait(false);
        string spool = Path.Combine(folder, "spool");
        // At chance level for ten classes: stuck. And one that learns, then meets a NaN.
        await using var stuck = new StreamingClient("stuck", daemon.Socket, spool, step => 2.3026 + (0.002 * Math.Sin(step)));
        await using var learning = new StreamingClient(
            "learning", daemon.Socket, spool, step => step == 700 ? double.NaN : 0.1 + (2.2 * Math.Exp(-step / 200.0)) + (0.01 * Math.Sin(step)));
        using PythonTrainer python = await PythonTrainer.StartAsync(root, daemon.Socket, folder, cancel).ConfigureAwait(false);
        StreamingClient[] clients = [stuck, learning];
        Dictionary<StreamingClient, AlertCheck> checks = clients.ToDictionary(client => client, client => new AlertCheck(client.Run.Id));

        for (int kill = 1; kill <= kills; kill++)
        {
            await WhenAllGoOnAsync(clients, cancel).ConfigureAwait(false);
            await Task.Delay(dice.Next(20, 1_500), cancel).ConfigureAwait(false);
            using (var reader = new RunReader(daemon.Socket))
            {
                foreach (StreamingClient client in clients)
                    checks[client].Remember(await reader.AlertsAsync(client.Run.Id, cancel).ConfigureAwait(false));
                // So that the kill does not always come just after an answer.
                await Task.Delay(dice.Next(0, 100), cancel).ConfigureAwait(false);
            }

            await daemon.KillAsync().ConfigureAwait(false);
            Console.WriteLine($"kill {kill}: acknowledged {clients.Sum(c => c.Run.Counters.Acknowledged)}");
            await Task.Delay(dice.Next(0, 300), cancel).ConfigureAwait(false);
            await daemon.StartAgainAsync().ConfigureAwait(false);
            using (var reader = new RunReader(daemon.Socket))
            {
                foreach (StreamingClient client in clients)
                    checks[client].Compare(await reader.AlertsAsync(client.Run.Id, cancel).ConfigureAwait(false));
            }
        }

        await WhenAllGoOnAsync(clients, cancel, StepsToAlerts).ConfigureAwait(false);
        return await ConcludeAsync(daemon, spool, checks, python, seed, cancel).ConfigureAwait(false);
    }

    private static async Task<int> ConcludeAsync(
        DaemonProcess daemon, string spool, Dictionary<StreamingClient, AlertCheck> checks, PythonTrainer python, int seed, CancellationToken cancel)
    {
        using var reader = new RunReader(daemon.Socket);
        var tally = new Tally();
        await reader.StopAsync(python.Run, cancel).ConfigureAwait(false);
        (long steps, long acknowledged, long dropped) = await python.EndAsync(cancel).ConfigureAwait(false);
        IEnumerable<(string, long, double?)> rows = from step in Range(1, steps) from metric in PythonTrainer.Metrics select (metric, step, default(double?));
        tally.Add(acknowledged, rows, await reader.SamplesAsync(python.Run, cancel).ConfigureAwait(false));

        foreach ((StreamingClient client, AlertCheck check) in checks)
        {
            if (!await client.FinishAsync().ConfigureAwait(false))
                check.Problems.Add($"run {client.Run.Id}: not all of it was acknowledged in the end");
            RunCounters counters = client.Run.Counters;
            dropped += counters.Dropped + counters.Rejected;
            tally.Add(counters.Acknowledged, Rows(client).Take((int)counters.Acknowledged), await reader.SamplesAsync(client.Run.Id, cancel).ConfigureAwait(false));
            check.Conclude(
                await reader.EventsAsync(client.Run.Id, cancel).ConfigureAwait(false),
                await reader.AlertsAsync(client.Run.Id, cancel).ConfigureAwait(false),
                await UndisturbedAsync(client, daemon.Socket, spool, reader, cancel).ConfigureAwait(false));
        }

        string[] problems = [.. checks.Values.SelectMany(check => check.Problems)];
        foreach (string problem in problems)
            Console.WriteLine("ALERTS DIFFER: " + problem);
        if (dropped > 0)
            Console.WriteLine($"{dropped} samples were dropped by a client or refused by the daemon");
        bool good = tally.IsClean && problems.Length == 0 && dropped == 0;
        if (!good)
            Console.WriteLine($"again with: tests/kill9.sh N {seed}; the daemon's last words:\n{daemon.LastWords}");
        Console.WriteLine($"acknowledged {tally.Acknowledged}, stored {tally.Stored}, missing {tally.Missing}, repeated {tally.Repeated}");
        return good ? 0 : 1;
    }

    // The same rows once more, while nobody kills anything.
    private static async Task<List<Contracts.V1.Alert>> UndisturbedAsync(
        StreamingClient client, string socket, string spool, RunReader reader, CancellationToken cancel)
    {
        await using TrackerRun run = TrackerRun.Start(StreamingClient.Options("undisturbed", socket, spool) with { QueueSamples = 1 << 24 });
        foreach (long step in Range(0, client.Steps))
            run.Log(step, client.Row(step));
        await run.FinishAsync(cancellationToken: cancel).ConfigureAwait(false);
        return await reader.AlertsAsync(run.Id, cancel).ConfigureAwait(false);
    }

    private static IEnumerable<(string, long, double?)> Rows(StreamingClient client) =>
        Range(0, client.Steps).SelectMany(step => client.Row(step).Select(sample => (sample.Name, step, (double?)sample.Value)));

    private static IEnumerable<long> Range(long first, long count)
    {
        for (long i = first; i < first + count; i++)
            yield return i;
    }

    /// <summary>Waits until each client has more acknowledged than when this was called: it came back by itself.</summary>
    private static async Task WhenAllGoOnAsync(StreamingClient[] clients, CancellationToken cancel, long steps = 0)
    {
        long[] before = [.. clients.Select(client => client.Run.Counters.Acknowledged)];
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (clients.Where((client, i) => client.Run.Counters.Acknowledged <= before[i] || client.Steps < steps).Any())
            await look.WaitForNextTickAsync(cancel).ConfigureAwait(false);
    }
}
