using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation.Remedies;

/// <summary>A rate where there is none.</summary>
internal sealed class SetLearningRate : IRemedy
{
    public string Remedy => "set-learning-rate";

    public RemedyPlan? Propose(in RunView view)
    {
        var range = LearningRateRange.For(view);
        return Order.SetLearningRate(Remedy, $"Set the learning rate to {Say.Number(range.Middle)} ({range.Words} with {range.Of}), and look why the schedule gives 0.", range.Middle);
    }
}
