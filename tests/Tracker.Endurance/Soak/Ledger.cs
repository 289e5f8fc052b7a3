using Tracker.Contracts.V1;

namespace Tracker.Endurance.Soak;

/// <summary>What was sent against what is stored, and which alerts were false.</summary>
internal sealed class Ledger(TimeSpan stallFloor)
{
    /// <summary>Clocks of two processes, and the way of a sample through a client that waits for others.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly List<string> _problems = [];

    public long Acknowledged { get; private set; }

    public long Stored { get; private set; }

    public long Lost { get; private set; }

    public long Doubled { get; private set; }

    public long FalseAlerts { get; private set; }

    /// <summary>Alerts on silences that were real: processes that died for good, or got no time from the machine.</summary>
    public long TrueSilences { get; private set; }

    public IEnumerable<string> Problems => _problems.Take(40);

    public void Check(Training training, IReadOnlyList<ExportedSample> stored, IReadOnlyList<Alert> alerts)
    {
        var expected = new Dictionary<(uint Rank, string Metric, long Step, double Value), int>();
        foreach ((int rank, long step) in training.Logged())
        {
            foreach ((string name, double value) in Curves.Row(training.Plan, rank, step).Concat(Curves.Evaluation(training.Plan, rank, step)))
                Count(expected, ((uint)rank, name, step, value), 1);
        }

        Compare($"run {training.Run} ({training.Plan.Name}, {training.Plan.Ending})", expected, stored, training.Complete ? null : training.Acknowledged);
        Acknowledged += training.Acknowledged;
        if (training.GivenUp > 0) Lose(training.GivenUp, $"run {training.Run} ({training.Plan.Name}): {training.GivenUp} samples were dropped or refused");
        if (!training.Complete && training.Plan.Ending != Ending.DiesForGood)
            Lose(1, $"run {training.Run} ({training.Plan.Name}): not all of it was acknowledged in the end");
        Judge($"run {training.Run} ({training.Plan.Name})", training.Pauses, alerts);
    }

    public void Check(HandTrainer trainer, IReadOnlyList<ExportedSample> stored, IReadOnlyList<Alert> alerts)
    {
        var expected = new Dictionary<(uint Rank, string Metric, long Step, double Value), int>();
        for (long call = 0; call < trainer.Taken; call++)
            Count(expected, (0u, "loss", HandTrainer.Step(call), HandTrainer.Value(HandTrainer.Step(call))), 1);
        Compare($"run {trainer.Run} (by hand)", expected, stored, null);
        Acknowledged += trainer.Taken;
        Judge($"run {trainer.Run} (by hand)", trainer.Pauses, alerts);
    }

    public void Problem(string sentence) => _problems.Add(sentence);

    /// <summary>Each row as often as it was logged, with its value; of a process that died for good, as much as was acknowledged.</summary>
    private void Compare(
        string run, Dictionary<(uint Rank, string Metric, long Step, double Value), int> expected, IReadOnlyList<ExportedSample> stored, long? least)
    {
        Stored += stored.Count;
        long doubled = 0, lost = 0;
        foreach (ExportedSample sample in stored) Count(expected, (sample.Rank, sample.Metric, sample.Step, sample.Value), -1);
        foreach (int left in expected.Values)
        {
            if (left > 0) lost += left;
            else doubled -= left;
        }

        if (least is { } acknowledged) lost = Math.Max(0, acknowledged - (stored.Count - doubled));
        if (lost > 0) Lose(lost, $"{run}: {lost} samples are missing");
        if (doubled > 0) _problems.Add($"{run}: {doubled} samples are there too often, or with another value");
        Doubled += doubled;
    }

    private void Lose(long count, string sentence)
    {
        Lost += count;
        _problems.Add(sentence);
    }

    private void Judge(string run, Pauses pauses, IReadOnlyList<Alert> alerts)
    {
        foreach (Alert alert in alerts.Where(static alert => alert.Severity is Severity.Warning or Severity.Critical))
        {
            var at = DateTimeOffset.UnixEpoch.AddMicroseconds(alert.FiredAt);
            TimeSpan silence = pauses.SilenceAt(at);
            if (alert.Detector == "stalled-run" && silence >= stallFloor - Slack)
            {
                TrueSilences++;
                continue;
            }

            FalseAlerts++;
            _problems.Add($"{run}: {alert.Detector} ({alert.Severity}) at {at:HH:mm:ss}, {silence.TotalSeconds:0.#} s after its last row: {alert.Message}");
        }
    }

    private static void Count<T>(Dictionary<T, int> counts, T key, int by)
        where T : notnull
    {
        counts.TryGetValue(key, out int count);
        counts[key] = count + by;
    }
}
