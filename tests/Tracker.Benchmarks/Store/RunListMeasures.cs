using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tracker.Benchmarks.Measuring;
using Tracker.Contracts.V1;
using Tracker.Runtime.Diagnostics;
using Tracker.Storage.Sqlite;
using Tracker.Testing;

namespace Tracker.Benchmarks.Store;

/// <summary>How long a daemon with many stored runs takes to start, and to list, filter and sort them over the wire.</summary>
internal static class RunListMeasures
{
    private const int Repeats = 30;

    public static async IAsyncEnumerable<StoreResult> MeasureAsync(StoreSize size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (var few = await StartAsync(size.FewRuns))
            yield return new StoreResult($"start with {Number(size.FewRuns)} stored runs until it serves", (await few.StartAgainAsync()).TotalSeconds, "s", 3);
        await using var daemon = await StartAsync(size.ManyRuns);
        yield return new StoreResult($"start with {Number(size.ManyRuns)} stored runs until it serves", (await daemon.StartAgainAsync()).TotalSeconds, "s");

        using var channel = daemon.Connect();
        var runs = new RunsService.RunsServiceClient(channel);
        (string, ListRunsRequest)[] questions =
        [
            ("the newest hundred", new ListRunsRequest()),
            ("those of an experiment", new ListRunsRequest { Experiment = "experiment-7" }),
            ("filter by a hyperparameter and a status", new ListRunsRequest { Filter = "status = failed and lr > 0.01" }),
            ("sort by a metric's best value", new ListRunsRequest { OrderBy = { "metric(\"val/loss\").best" } }),
            ("filter by a fact, sort by a metric", new ListRunsRequest { Filter = "optimizer = adam", OrderBy = { "metric(\"val/loss\").best" } }),
        ];
        foreach (var (name, request) in questions)
        {
            var times = await Times.OfAsync(Repeats, async () =>
            {
                var answer = await runs.ListRunsAsync(request, cancellationToken: cancellationToken);
                if (answer.Runs.Count != 100) throw new InvalidOperationException($"{answer.Runs.Count} runs came for {name}, not 100.");
            });
            yield return new StoreResult($"of {Number(size.ManyRuns)} runs: {name}, median", times.Median, "ms", 50);
        }
    }

    private static string Number(int runs) => runs.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A daemon that is stopped and has runs as after months: stored by the ports themselves, for the wire would take an hour.</summary>
    private static async Task<MeasuredDaemon> StartAsync(int runs)
    {
        var daemon = await MeasuredDaemon.StartAsync();
        await daemon.StopAsync();
        using var meter = new TrackerMeter();
        using var store = new SqliteStore(
            Options.Create(new SqliteStorageOptions { DataDirectory = daemon.DataDirectory }), new JournalInstruments(meter), TimeProvider.System,
            NullLogger<SqliteWriter>.Instance);
        await StoredRuns.FillAsync(store.Journal, store.Runs, runs);
        return daemon;
    }
}
