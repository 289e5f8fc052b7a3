using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>The norm of the gradient: nothing to follow, too much of it, or leaps.</summary>
internal static class GradientEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        ref readonly var gradient = ref view.Gradient;
        if (gradient.Count == 0)
        {
            evidence.Lack("gradient norms", "Send grad_norm, the norm of the gradient before it is clipped.", "gradient-unused", "gradient-zero", "gradient-tiny", "gradient-huge", "gradient-leapt", "exploded-before", "calm-before-with-gradients");
            return;
        }

        if (gradient.Count < 10) return;
        var typical = gradient.Typical;
        if (typical < 1e-12) evidence.Add("gradient-zero", $"the gradient norm is {Say.Number(typical)}: there is nothing to follow at any rate");
        else if (typical < 1e-4 && view.Loss.Count > 0 && view.Loss.Fast > 0.5 * view.Loss.Start)
            evidence.Add("gradient-tiny", $"the gradient norm is about {Say.Number(typical)} while {view.PrimaryName} is still {Say.Number(view.Loss.Fast)}");
        else if (gradient.First > 1e3 || typical > 1e3) evidence.Add("gradient-huge", $"the gradient norm began at {Say.Number(gradient.First)} and is about {Say.Number(typical)}");
        else if (typical > 1e-3 && view.Validation.Count >= 3 && view.Validation.Last == view.Validation.Recent[(int)((view.Validation.Count - 2) % 16)])
            evidence.Add("gradient-unused", $"the gradient norm is about {Say.Number(typical)}, and {view.ValidationName} does not change by it");
        if (gradient.Max > 100 * typical)
            evidence.Add("gradient-leapt", $"the gradient norm reached {Say.Number(gradient.Max)} at step {Say.Count(gradient.MaxStep)}, where {Say.Number(typical)} is typical of this run");
        else if (gradient.Max < 10 * typical) evidence.Add("gradient-calm", $"the gradient norm stays near {Say.Number(typical)}, at most {Say.Number(gradient.Max)}");
    }
}
