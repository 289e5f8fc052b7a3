using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>More samples, or more of what there is by augmentation.</summary>
internal sealed class AddData : IRemedy
{
    /// <summary>Samples a class from which on small models of simple inputs stop learning by heart.</summary>
    private const int Enough = 100;

    public string Remedy => "add-data";

    public RemedyPlan? Propose(in RunView view)
    {
        var size = DataSize.Of(view);
        if (size.Samples == 0) return Order.ForPeople(Remedy, "Train on more samples, or augment those there are.");
        // A class without a sample is counted as the others are on average: all need more.
        var perClass = size.PerClass > 0 ? size.PerClass : size.Classes > 1 ? (double)size.Samples / size.Classes : 0;
        if (perClass is 0 or >= Enough)
            return Order.ForPeople(Remedy, $"Train on more than these {Say.Count(size.Samples)} samples, or augment them.");
        return Order.ForPeople(
            Remedy,
            $"Collect about {Enough} samples of each of the {Say.Count(size.Classes)} classes (now {Say.Number(perClass)}), or augment the {Say.Count(size.Samples)} there are.");
    }
}
