using Tracker.Plugins.SickTrainer.Recipes;

namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>
/// Spoils data. What is wrong with inputs is wrong with the validation samples too, as one pipeline makes both; what is wrong with labels
/// or with the choice of samples is not, so that the harm is measured.
/// </summary>
internal static class DefectiveData
{
    private const float Outlier = 100;

    public static TaskData Of(TaskData data, DataDefects defects, long seed)
    {
        data = Imbalanced(data, defects.Imbalance, Draws.For(seed, 11));
        data = Fewer(data, defects.Samples, Draws.For(seed, 12));
        data = Mislabelled(data, defects.LabelNoise, Draws.For(seed, 13));
        data = Widened(data, defects.Irrelevant, Draws.For(seed, 14));
        data = Cells(data, defects.Outliers, cell => cell * Outlier, Draws.For(seed, 15));
        return Cells(data, defects.Missing, _ => float.NaN, Draws.For(seed, 16));
    }

    /// <summary>Puts a number where a cell is missing, as a pipeline does that only has to run.</summary>
    public static TaskData Filled(TaskData data, float fill) => data with
    {
        TrainInputs = Filled(data.TrainInputs, fill),
        ValidationInputs = Filled(data.ValidationInputs, fill),
    };

    private static float[][] Filled(float[][] inputs, float fill) => [.. inputs.Select(row => Array.ConvertAll(row, cell => float.IsNaN(cell) ? fill : cell))];

    // The largest class stays, the next ones shrink evenly down to the ratio's part.
    private static TaskData Imbalanced(TaskData data, double ratio, Random random)
    {
        if (ratio <= 1) return data;
        var counts = data.ClassCounts();
        var largest = counts.Max();
        var ranks = random.Order(data.Classes);
        var left = new double[data.Classes];
        for (var rank = 0; rank < data.Classes; rank++)
            left[ranks[rank]] = Math.Max(2, Math.Round(largest * Math.Pow(ratio, -rank / (data.Classes - 1.0))));
        return Chosen(data, [.. Enumerable.Range(0, data.TrainLabels.Length).Where(i => left[data.TrainLabels[i]]-- > 0)]);
    }

    private static TaskData Fewer(TaskData data, int samples, Random random) =>
        samples == 0 ? data : Chosen(data, random.Order(data.TrainLabels.Length)[..samples]);

    private static TaskData Chosen(TaskData data, int[] rows) => data with
    {
        TrainInputs = [.. rows.Select(row => data.TrainInputs[row])],
        TrainLabels = [.. rows.Select(row => data.TrainLabels[row])],
    };

    private static TaskData Mislabelled(TaskData data, double share, Random random) => share == 0 ? data : data with
    {
        TrainLabels = [.. data.TrainLabels.Select(label => random.NextDouble() < share ? (label + random.Next(1, data.Classes)) % data.Classes : label)],
    };

    // A useless column is a true one in another order of samples: it looks like the others and says nothing.
    private static TaskData Widened(TaskData data, int factor, Random random) => factor == 0 ? data : data with
    {
        TrainInputs = Widened(data.TrainInputs, factor, random),
        ValidationInputs = Widened(data.ValidationInputs, factor, random),
    };

    private static float[][] Widened(float[][] inputs, int factor, Random random)
    {
        var features = inputs[0].Length;
        var wide = inputs.Select(row => { Array.Resize(ref row, features * (factor + 1)); return row; }).ToArray();
        for (var column = features; column < wide[0].Length; column++)
        {
            var order = random.Order(inputs.Length);
            for (var row = 0; row < wide.Length; row++) wide[row][column] = inputs[order[row]][column % features];
        }

        return wide;
    }

    private static TaskData Cells(TaskData data, double share, Func<float, float> change, Random random)
    {
        return share == 0 ? data : data with { TrainInputs = Changed(data.TrainInputs), ValidationInputs = Changed(data.ValidationInputs) };

        float[][] Changed(float[][] inputs) => [.. inputs.Select(row => Array.ConvertAll(row, cell => random.NextDouble() < share ? change(cell) : cell))];
    }
}
