namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>Samples of one task: inputs row after row, each of as many numbers, and one class from 0 a row.</summary>
internal sealed record TaskData(float[][] TrainInputs, long[] TrainLabels, float[][] ValidationInputs, long[] ValidationLabels, int Classes)
{
    public int Features => ValidationInputs[0].Length;

    /// <summary>With the first half of the training samples.</summary>
    public TaskData FirstHalf() => this with { TrainInputs = TrainInputs[..(TrainInputs.Length / 2)], TrainLabels = TrainLabels[..(TrainInputs.Length / 2)] };

    /// <summary>With the second half of the training samples.</summary>
    public TaskData SecondHalf() => this with { TrainInputs = TrainInputs[(TrainInputs.Length / 2)..], TrainLabels = TrainLabels[(TrainInputs.Length / 2)..] };

    /// <summary>The training labels, each at another sample than its own.</summary>
    public long[] ShuffledLabels(long seed) => [.. Draws.For(seed, 31).Order(TrainLabels.Length).Select(row => TrainLabels[row])];

    /// <summary>Training samples of each class.</summary>
    public long[] ClassCounts()
    {
        var counts = new long[Classes];
        foreach (var label in TrainLabels) counts[label]++;
        return counts;
    }
}
