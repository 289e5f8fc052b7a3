using Tracker.Contracts.V1;

namespace Tracker.Endurance.Kill9;

/// <summary>Acknowledged against stored, over all runs.</summary>
internal sealed class Tally
{
    public long Acknowledged { get; private set; }

    public long Stored { get; private set; }

    public long Missing { get; private set; }

    public long Repeated { get; private set; }

    public bool IsClean => Missing == 0 && Repeated == 0;

    /// <summary>Compares a run with what its trainer was told to be durable.</summary>
    /// <param name="acknowledged">Samples that the trainer holds to be durable.</param>
    /// <param name="expected">Those of them that can be told from the steps; without a value where that is not known.</param>
    /// <param name="stored">What the daemon gives back.</param>
    public void Add(long acknowledged, IEnumerable<(string Metric, long Step, double? Value)> expected, IReadOnlyList<ExportedSample> stored)
    {
        var values = new Dictionary<(string, long), double>();
        foreach (ExportedSample sample in stored)
            values[(sample.Metric, sample.Step)] = sample.Value;
        long missing = expected.LongCount(sample =>
            !values.TryGetValue((sample.Metric, sample.Step), out double found) || (sample.Value is { } known && !known.Equals(found)));

        Acknowledged += acknowledged;
        Stored += stored.Count;
        Missing += Math.Max(missing, acknowledged - values.Count);
        Repeated += stored.Count - values.Count;
    }
}
