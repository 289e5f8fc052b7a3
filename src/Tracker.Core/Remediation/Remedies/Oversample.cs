using Tracker.Core.Detection;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>The rare classes drawn as often as the common ones.</summary>
internal sealed class Oversample : IRemedy
{
    public string Remedy => "oversample";

    public RemedyPlan? Propose(in RunView view)
    {
        var classes = ClassCounts.Of(view);
        return Order.ForPeople(
            Remedy,
            classes.IsKnown
                ? $"Draw the rare classes as often as the common ones (a weighted sampler on the training split alone): {classes.Factors}. Judge by the recall of each class, not by accuracy."
                : "Draw the rare classes as often as the common ones (a weighted sampler on the training split alone), and judge by the recall of each class, not by accuracy.");
    }
}
