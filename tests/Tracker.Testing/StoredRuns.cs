using System.Collections.Immutable;
using System.Globalization;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Testing;

/// <summary>Fills a store with runs as months on a lab server leave them: the same number and seed give the same runs.</summary>
public static class StoredRuns
{
    /// <summary>Runs whose writes are on their way at once: they share commits.</summary>
    private const int AtOnce = 512;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Optimizers = ["adam", "adamw", "sgd", "rmsprop", "lion"];
    private static readonly string[] Models = ["resnet18", "resnet50", "vit-small", "vit-base", "unet", "mlp", "gpt-tiny", "bert-base"];
    private static readonly string[] Teams = ["vision", "language", "audio", "robotics"];
    private static readonly string[] Causes = ["learning-rate-too-high", "learning-rate-too-low", "under-regularised", "overflow"];
    private static readonly string[] Metrics = ["train/loss", "val/loss", "val/accuracy", "lr", "grad/norm"];

    /// <summary>Run number <paramref name="number"/>: ten facts and hyperparameters, two tags, five metrics, of one of fifty experiments.</summary>
    public static DerivedCommit Make(int number, int seed = 1)
    {
        var chance = new Random(unchecked((number * 486_187_739) + seed));
        var created = Timestamp.From(Start.AddMinutes(2 * number));
        var status = chance.Next(100) switch { < 70 => RunStatus.Finished, < 90 => RunStatus.Failed, < 98 => RunStatus.Cancelled, _ => RunStatus.Lost };
        var run = new RunId(((UInt128)(ulong)(created.Microseconds / 1_000) << 80) | ((UInt128)0x7 << 76) | (UInt128)(uint)number);
        var model = Models[chance.Next(Models.Length)];
        var steps = chance.Next(100, 200_000);
        var hyperparameters = new Dictionary<string, string>
        {
            ["lr"] = Math.Pow(10, -5 + (4 * chance.NextDouble())).ToString("G4", CultureInfo.InvariantCulture),
            ["model"] = model,
            ["dropout"] = (chance.Next(6) / 10.0).ToString(CultureInfo.InvariantCulture),
            ["warmup"] = chance.Next(0, 2_000).ToString(CultureInfo.InvariantCulture),
            ["seed"] = chance.Next(10).ToString(CultureInfo.InvariantCulture),
            ["augment"] = chance.Next(2) == 0 ? "true" : "false",
        };
        var facts = new RunFacts
        {
            Name = $"{model}-{number}",
            Experiment = $"experiment-{number % 50}",
            Kind = TrainingKind.Supervised,
            Optimizer = Optimizers[chance.Next(Optimizers.Length)],
            BatchSize = 16 << chance.Next(5),
            PlannedSteps = steps,
            Hyperparameters = hyperparameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Tags = ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal,
                [KeyValuePair.Create("team", Teams[chance.Next(Teams.Length)]), KeyValuePair.Create("host", $"lab-{chance.Next(12)}")]),
        };
        var row = new RunRow
        {
            Run = run,
            Position = 1,
            Status = status,
            StatusReason = status == RunStatus.Failed ? "It ran out of memory." : "",
            Facts = facts,
            Attempt = 1,
            Step = status == RunStatus.Finished ? steps : chance.Next(steps),
            Samples = steps * (long)Metrics.Length,
            CreatedAt = created,
            LastReportAt = new Timestamp(created.Microseconds + (chance.Next(60, 86_400) * 1_000_000L)),
            EndedAt = new Timestamp(created.Microseconds + (86_400 * 1_000_000L)),
            Cause = chance.Next(10) == 0 ? Causes[chance.Next(Causes.Length)] : null,
        };
        return new DerivedCommit(row, null, [])
        {
            Metrics = [.. Metrics.Select(name => new MetricValue(name, 3 * chance.NextDouble(), 2 * chance.NextDouble(), chance.Next(steps)))],
        };
    }

    /// <summary>Stores runs 0 to count, each with a journal of one entry.</summary>
    public static async Task FillAsync(IJournal journal, IRunStore store, int count, int seed = 1)
    {
        for (var first = 0; first < count; first += AtOnce)
            await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, count - first)).Select(number => StoreAsync(journal, store, Make(number, seed))));
    }

    private static async Task StoreAsync(IJournal journal, IRunStore store, DerivedCommit commit)
    {
        var run = commit.Row.Run;
        var head = await journal.OpenAsync(run, CancellationToken.None);
        var entry = new JournalEntry(1, commit.Row.CreatedAt, EntryKind.Mark, [1, 0, 0, 0]);
        var appended = await journal.AppendAsync(new JournalAppend(run, head.Epoch, head.Position, [entry], []));
        var stored = await store.CommitAsync(commit);
        if (appended.Outcome != WriteOutcome.Durable || stored.Outcome != WriteOutcome.Durable)
            throw new InvalidOperationException($"Run {run} was not stored: {appended.Reason} {stored.Reason}");
    }
}
