using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>The lab: trainers, people, strangers and a caretaker around one daemon, for as long as the plan says.</summary>
internal sealed class Lab(SoakPlan plan, int seed)
{
    /// <summary>Shorter than by default, so that silences are judged within the soak, and longer than the daemon is ever away.</summary>
    private static readonly TimeSpan StallFloor = TimeSpan.FromSeconds(30);

    private const int HandTrainers = 2;

    private readonly ConcurrentDictionary<int, Training> _alive = new();
    private readonly ConcurrentBag<Training> _all = [];
    private readonly Faults _faults = new();
    private readonly Stopwatch _clock = new();

    public async Task<SoakFigures> LiveAsync()
    {
        using var folder = new TempFolder();
        ScriptPlugins plugins = new ScriptPlugins(Path.Combine(folder.Path, "jobs")).Add(NapJobs.Plugin, NapJobs.Script);
        // Runs that fell silent leave the memory within the soak, so that what grows then is not they.
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            ["--stall-floor", "30s", "--plugins", plugins.Folder, "--job-host", plugins.JobHost, "--slots", "2"],
            [("TRACKER__RUNS__IDLEFOR", "00:01:00")]).ConfigureAwait(false);
        await using var relay = new Relay(Path.Combine(folder.Path, "relay.sock"), daemon.Socket);
        using var care = new Caretaker(daemon, relay, new Random(seed + 1), LogFile());
        using var visitors = new Visitors(daemon, care, _faults, SomeRun);
        using var strangers = new Strangers(daemon, care, _faults, new Random(seed + 2));
        using var jobs = new NapJobs(daemon, care, _faults);
        HandTrainer[] hands = [.. Enumerable.Range(1, HandTrainers).Select(number => new HandTrainer(daemon, care, _faults, number))];

        using var over = new CancellationTokenSource(plan.Whole);
        _clock.Start();
        Task training = StartTrainingsAsync(new LabPlace(Path.Combine(folder.Path, "relay.sock"), Path.Combine(folder.Path, "spool")), over.Token);
        Task[] reporting = [.. hands.Select(hand => hand.TrainAsync(over.Token))];
        Task measuring = care.MeasureAsync(over.Token);
        await Task.WhenAll(
            CareAsync(care, over.Token), visitors.VisitAsync(over.Token), strangers.CallAsync(over.Token), jobs.SubmitAsync(over.Token),
            TellAsync(care, over.Token), measuring).ConfigureAwait(false);
        MemoryVerdict memory = care.Memory.Judge(plan.WarmUp);
        await Task.WhenAll([training, .. reporting]).ConfigureAwait(false);

        // Once more, so that what is asked for is what is on the disk.
        await care.DoAsync(Care.Kill, default, default).ConfigureAwait(false);
        var ledger = new Ledger(StallFloor);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await CheckAsync(daemon, ledger, hands, patience.Token).ConfigureAwait(false);
        foreach (string failed in await jobs.FailedAsync(patience.Token).ConfigureAwait(false)) _faults.Add(failed);
        foreach (string sentence in ledger.Problems.Concat(_faults.Sentences)) Console.WriteLine("WRONG: " + sentence);
        var figures = new SoakFigures(
            plan.Whole.TotalMinutes, seed, _all.Count + HandTrainers, jobs.Taken, care.Kills, care.Restarts, Math.Round(care.Full.TotalSeconds), visitors.Visits,
            ledger.Acknowledged, ledger.Stored, ledger.Lost, ledger.Doubled, ledger.FalseAlerts, ledger.TrueSilences, _faults.Count,
            Math.Round(memory.Megabytes, 1), Math.Round(care.Peak, 1), memory.SlopePerHour is { } slope ? Math.Round(slope, 1) : null, memory.Flat);
        if (figures.Good) return figures;
        await care.KeepLogAsync().ConfigureAwait(false);
        Console.WriteLine($"again with: tests/soak.sh {plan.Whole.TotalMinutes} {seed}; what the daemon said is in {care.LogFile}");
        return figures;
    }

    private string LogFile()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "soak")).FullName;
        string file = Path.Combine(folder, $"daemon-{plan.Whole.TotalMinutes.ToString(CultureInfo.InvariantCulture)}-{seed}.log");
        File.Delete(file);
        return file;
    }

    private string? SomeRun() => _alive.Values.OrderBy(static training => training.Plan.Number).Select(static training => training.Run).FirstOrDefault();

    private async Task StartTrainingsAsync(LabPlace place, CancellationToken over)
    {
        var started = new List<Task>();
        foreach ((TimeSpan at, TrainingPlan training) in plan.Trainings)
        {
            if (!await UntilAsync(at, over).ConfigureAwait(false)) break;
            started.Add(TrainAsync(new Training(training, place), over));
        }

        await Task.WhenAll(started).ConfigureAwait(false);
    }

    private async Task TrainAsync(Training training, CancellationToken over)
    {
        _all.Add(training);
        _alive[training.Plan.Number] = training;
        await training.TrainAsync(over).ConfigureAwait(false);
        _alive.TryRemove(training.Plan.Number, out _);
    }

    private async Task CareAsync(Caretaker care, CancellationToken over)
    {
        foreach ((TimeSpan at, Care what) in plan.Cares)
        {
            if (!await UntilAsync(at, over).ConfigureAwait(false)) return;
            await care.DoAsync(what, plan.Pressure, over).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(Caretaker care, CancellationToken over)
    {
        for (int minute = 1; await UntilAsync(TimeSpan.FromMinutes(minute), over).ConfigureAwait(false); minute++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"minute {minute}: {_alive.Count} trainings alive, {_all.Count} so far; {care.Kills} kills, {care.Restarts} restarts, {care.Cuts} connections cut, {care.Full.TotalSeconds:0} s full; RSS {care.Rss:0} MB at age {care.Age.TotalSeconds:0} s, peak {care.Peak:0} MB; wrong answers {_faults.Count}"));
        }
    }

    private async Task<bool> UntilAsync(TimeSpan at, CancellationToken over)
    {
        TimeSpan left = at - _clock.Elapsed;
        try
        {
            if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, over).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }

        return !over.IsCancellationRequested;
    }

    private async Task CheckAsync(DaemonProcess daemon, Ledger ledger, HandTrainer[] hands, CancellationToken cancel)
    {
        using var reader = new RunReader(daemon.Socket);
        foreach (Training training in _all.OrderBy(static training => training.Plan.Number))
        {
            (List<ExportedSample> stored, List<Alert> alerts) = await reader.WholeAsync(training.Run, cancel).ConfigureAwait(false);
            ledger.Check(training, stored, alerts);
        }

        foreach (HandTrainer hand in hands)
        {
            (List<ExportedSample> stored, List<Alert> alerts) = await reader.WholeAsync(hand.Run, cancel).ConfigureAwait(false);
            ledger.Check(hand, stored, alerts);
            hand.Dispose();
        }
    }
}
