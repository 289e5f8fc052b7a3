using System.Globalization;
using System.Text;

namespace Tracker.Plugins.Torch.Signals;

/// <summary>A training sample whose label is in doubt: its loss is in the upper of two modes, and the model says another class.</summary>
/// <param name="Index">Row of the training data, from 0.</param>
/// <param name="Label">Its class.</param>
/// <param name="Predicted">The class that the model says.</param>
/// <param name="Loss">Its loss.</param>
public readonly record struct SuspectSample(long Index, long Label, long Predicted, double Loss);

/// <summary>The list of suspect samples as a file for people.</summary>
internal static class SuspectFile
{
    public const string Name = "suspects.csv";

    /// <summary>Writes the list whole, the worst first: beside the old one first, so that nobody reads half of it.</summary>
    public static void Write(string folder, IEnumerable<SuspectSample> samples)
    {
        var text = new StringBuilder("index,label,predicted,loss\n");
        foreach (var sample in samples)
            text.Append(CultureInfo.InvariantCulture, $"{sample.Index},{sample.Label},{sample.Predicted},{sample.Loss:G6}\n");
        var path = Path.Combine(folder, Name);
        File.WriteAllText(path + ".new", text.ToString());
        File.Move(path + ".new", path, overwrite: true);
    }
}
