namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>
/// A table of 20 columns and 5 classes: each class is three clouds in 10 columns, 4 columns are mixtures of these and 6 say nothing. The
/// columns are standardised.
/// </summary>
internal static class TabularTask
{
    /// <summary>Training samples.</summary>
    public const int Train = 2_000;

    private const int Classes = 5;
    private const int CloudsOfAClass = 3;
    private const int Informative = 10;
    private const int Mixed = 4;
    private const int Useless = 6;
    private const int Validation = 800;
    private const double Spread = 1;

    public static TaskData Of(long seed)
    {
        var random = Draws.For(seed, 2);
        var centres = Matrix(random, Classes * CloudsOfAClass, Informative, Spread);
        var mixture = Matrix(random, Mixed, Informative, 1 / Math.Sqrt(Informative));
        var inputs = new float[Train + Validation][];
        var labels = new long[Train + Validation];
        for (var i = 0; i < inputs.Length; i++)
        {
            var cloud = random.Next(centres.Length);
            labels[i] = cloud % Classes;
            inputs[i] = Row(random, centres[cloud], mixture);
        }

        Standardise(inputs);
        return new(inputs[..Train], labels[..Train], inputs[Train..], labels[Train..], Classes);
    }

    private static float[] Row(Random random, double[] centre, double[][] mixture)
    {
        var row = new float[Informative + Mixed + Useless];
        for (var i = 0; i < Informative; i++) row[i] = (float)(centre[i] + random.Normal());
        for (var i = 0; i < Mixed; i++)
            row[Informative + i] = (float)(mixture[i].Select((weight, j) => weight * row[j]).Sum() + (0.3 * random.Normal()));
        for (var i = Informative + Mixed; i < row.Length; i++) row[i] = (float)random.Normal();
        return row;
    }

    private static double[][] Matrix(Random random, int rows, int columns, double deviation) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => deviation * random.Normal()).ToArray())];

    private static void Standardise(float[][] inputs)
    {
        for (var column = 0; column < inputs[0].Length; column++)
        {
            var mean = inputs.Average(row => (double)row[column]);
            var deviation = Math.Sqrt(inputs.Average(row => (row[column] - mean) * (row[column] - mean)));
            foreach (var row in inputs) row[column] = (float)((row[column] - mean) / deviation);
        }
    }
}
