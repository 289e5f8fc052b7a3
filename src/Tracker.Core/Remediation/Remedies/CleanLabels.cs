using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A look at the samples whose label the model contradicts.</summary>
internal sealed class CleanLabels : IRemedy
{
    public string Remedy => "clean-labels";

    public RemedyPlan? Propose(in RunView view)
    {
        var size = DataSize.Of(view);
        ref readonly var suspects = ref view.Signal(Signal.SuspectFraction);
        var many = suspects.Count > 0 && suspects.Last > 0 && size.Samples > 0
            ? $"the {Say.Count((long)Math.Ceiling(suspects.Last * size.Samples))} training samples of the highest loss ({Say.Number(100 * suspects.Last)} %)"
            : "the training samples of the highest loss";
        return Order.ForPeople(Remedy, $"Check the labels of {many}; correct or drop those that are wrong, and train again.");
    }
}
