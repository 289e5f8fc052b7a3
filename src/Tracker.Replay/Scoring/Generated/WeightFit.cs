using Tracker.Core.Diagnosis.Weights;

namespace Tracker.Replay.Scoring.Generated;

/// <summary>
/// Learns weights of evidence from runs whose cause is known: the likelihoods of <see cref="WeightTable"/> are made as great as they can be, while
/// every weight is pulled towards the one that was set by hand. Without randomness: the same runs give the same table.
/// </summary>
internal static class WeightFit
{
    private const int Rounds = 200;
    private const double Rate = 0.05;

    /// <summary>What a square of the distance from the weight set by hand costs, beside one run's log-likelihood.</summary>
    private const double Pull = 1;

    /// <summary>A table that was learnt.</summary>
    /// <param name="prior">The weights that were set by hand.</param>
    /// <param name="runs">What was seen of each run, and what is wrong with it; null of a healthy one.</param>
    public static WeightTable Learn(WeightTable prior, IReadOnlyCollection<(IReadOnlyCollection<string> Evidence, string? Cause)> runs)
    {
        var evidence = prior.Evidence.Union(runs.SelectMany(static run => run.Evidence), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var rowOf = evidence.Select(static (id, i) => (id, i)).ToDictionary(static pair => pair.id, static pair => pair.i, StringComparer.Ordinal);
        var causes = prior.Causes;
        var examples = runs
            .Where(run => run.Cause is null || causes.Contains(run.Cause))
            .Select(run => (Rows: run.Evidence.Append(WeightTable.Always).Distinct(StringComparer.Ordinal).Select(id => rowOf[id]).ToArray(), Column: run.Cause is null ? -1 : causes.IndexOf(run.Cause)))
            .ToList();
        // Of a cause without a run nothing can be learnt, not even that it is rare: its weights stay as they are.
        var isLearnt = Enumerable.Range(0, causes.Length).Select(column => examples.Exists(example => example.Column == column)).ToArray();
        var hand = evidence.SelectMany(id => causes.Select(cause => prior.Weight(id, cause))).ToArray();
        var weights = hand.ToArray();
        var steps = new AdaptiveSteps(weights.Length, Rate);
        var slope = new double[weights.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < slope.Length; i++) slope[i] = Pull * (weights[i] - hand[i]);
            foreach (var (rows, column) in examples) AddSlope(slope, weights, rows, column, isLearnt);
            steps.Take(weights, slope);
        }

        return prior.With(evidence.SelectMany((id, row) => causes.Select((cause, column) => KeyValuePair.Create((id, cause), weights[(row * causes.Length) + column]))));
    }

    /// <summary>A table as the code holds it: a line a piece of evidence, with the weights that are worth a tenth.</summary>
    public static string Text(WeightTable table) => string.Concat(table.Evidence
        .Select(id => (Id: id, Weights: table.Causes.Select(cause => (Cause: cause, Weight: Math.Round(table.Weight(id, cause), 1))).Where(static one => one.Weight != 0).OrderByDescending(static one => one.Weight).ToList()))
        .Where(static row => row.Weights.Count > 0)
        .Select(static row => Markdown.Format($"{row.Id}: {string.Join(", ", row.Weights.Select(static one => Markdown.Format($"{one.Cause} {one.Weight}")))}\n")));

    /// <summary>Adds the slope of one run's negative log-likelihood; "nothing is wrong" has log-odds 0.</summary>
    private static void AddSlope(double[] slope, double[] weights, int[] rows, int right, bool[] isLearnt)
    {
        var causes = isLearnt.Length;
        Span<double> odds = stackalloc double[causes];
        odds.Clear();
        foreach (var row in rows)
        {
            for (var column = 0; column < causes; column++) odds[column] += weights[(row * causes) + column];
        }

        double most = 0;
        foreach (var one in odds) most = Math.Max(most, one);
        var sum = Math.Exp(-most);
        for (var column = 0; column < causes; column++)
        {
            odds[column] = isLearnt[column] ? Math.Exp(odds[column] - most) : 0;
            sum += odds[column];
        }

        foreach (var row in rows)
        {
            for (var column = 0; column < causes; column++) slope[(row * causes) + column] += (odds[column] / sum) - (column == right ? 1 : 0);
        }
    }

    /// <summary>Steps that suit each weight's own slopes (Adam: Kingma, Ba, ICLR 2015).</summary>
    private sealed class AdaptiveSteps(int size, double rate)
    {
        private readonly double[] _mean = new double[size];
        private readonly double[] _square = new double[size];
        private int _round;

        public void Take(double[] weights, double[] slope)
        {
            _round++;
            var (first, second) = (1 - Math.Pow(0.9, _round), 1 - Math.Pow(0.999, _round));
            for (var i = 0; i < weights.Length; i++)
            {
                _mean[i] += 0.1 * (slope[i] - _mean[i]);
                _square[i] += 0.001 * ((slope[i] * slope[i]) - _square[i]);
                weights[i] -= rate * (_mean[i] / first) / (Math.Sqrt(_square[i] / second) + 1e-8);
            }
        }
    }
}
