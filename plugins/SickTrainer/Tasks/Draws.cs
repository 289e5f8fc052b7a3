namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>Random numbers from a seed that all parts of a run share, each with a stream of its own.</summary>
internal static class Draws
{
    /// <summary>The same numbers for the same seed and purpose, whatever else was drawn.</summary>
    public static Random For(long seed, int purpose) => new(unchecked((int)((seed * 1_000_003) + (purpose * 7_919L) + 17)) & int.MaxValue);

    /// <summary>Of the standard normal distribution.</summary>
    public static double Normal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The numbers from 0, in a random order.</summary>
    public static int[] Order(this Random random, int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }
}
