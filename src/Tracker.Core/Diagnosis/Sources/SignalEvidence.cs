using Tracker.Core.Detection;
using Tracker.Core.Metrics;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>What the trainer tells of its inside: updates, layers, units, suspect samples, classes.</summary>
internal static class SignalEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        AddUpdates(evidence, view);
        AddLayers(evidence, view);
        AddUnits(evidence, view);
        AddSuspects(evidence, view);
        AddClasses(evidence, view);
    }

    private static void AddUpdates(EvidenceList evidence, in RunView view)
    {
        ref readonly var update = ref view.Signal(Signal.UpdateRatio);
        if (update.Count == 0)
            evidence.Lack("update ratios", "Send signals/update_ratio, the change of the weights by a step over the weights.", "updates-none", "updates-tiny", "updates-huge");
        else if (update.Max <= 0) evidence.Add("updates-none", "no weight tensor moved in any step that was measured");
        else if (update.First > 0) AddSize(evidence, update.Early);
        ref readonly var frozen = ref view.Signal(Signal.FrozenFraction);
        if (frozen.Count == 0) evidence.Lack("the share of parameters that move", "Send signals/frozen_fraction.", "all-frozen", "some-frozen");
        else if (frozen.Min > 0.9999) evidence.Add("all-frozen", "no parameter moved in any step that was measured");
        else if (frozen.Min > 0.05) evidence.Add("some-frozen", $"{Say.Number(100 * frozen.Min)} % of the parameters or more never moved");
        else if (frozen.Last > 0.9999) evidence.Add("froze-later", $"at step {Say.Count(frozen.LastStep)} no parameter moved any more, and before they did");
        else if (frozen.Max < 0.05) evidence.Add("none-frozen", "the parameters move");

        ref readonly var spread = ref view.Signal(Signal.UpdateSpread);
        if (spread.Count > 0 && spread.Early > 1000) evidence.Add("updates-uneven", $"some weight tensors move {Say.Number(spread.Early)} times as much as others for their size");
    }

    private static void AddSize(EvidenceList evidence, double ratio)
    {
        var words = $"a step changed the weights by {Say.Number(ratio)} of their size at first, where about 1e-3 to 0.03 is usual";
        if (ratio < 1e-4) evidence.Add("updates-tiny", words);
        else if (ratio < 8e-4) evidence.Add("updates-small", words);
        else if (ratio > 0.06) evidence.Add("updates-huge", words);
        else evidence.Add("updates-usual", words);
    }

    private static void AddLayers(EvidenceList evidence, in RunView view)
    {
        ref readonly var ratio = ref view.Signal(Signal.GradientRatio);
        if (ratio.Count == 0) evidence.Lack("per-layer gradient norms", "Send per-layer gradient norms (layers/NN.NAME/grad_norm).", "gradients-vanish", "gradients-explode");
        else if (ratio.Early < 1e-3) evidence.Add("gradients-vanish", $"the gradient of the first layer is {Say.Number(ratio.Early)} times that of the last: it does not pass the layers");
        else if (ratio.Early > 1e3) evidence.Add("gradients-explode", $"the gradient of the first layer is {Say.Number(ratio.Early)} times that of the last");
        else evidence.Add("gradients-pass", $"the gradient of the first layer is {Say.Number(ratio.Early)} times that of the last: it passes the layers");
        ref readonly var spread = ref view.Signal(Signal.ActivationSpread);
        if (spread.Count == 0) evidence.Lack("the spread of activations", "Send signals/activation_spread.", "activations-uneven");
        else if (spread.Early > 30) evidence.Add("activations-uneven", $"activations of one layer are {Say.Number(spread.Early)} times as large as those of another at the start, where up to 10 is usual");
    }

    private static void AddUnits(EvidenceList evidence, in RunView view)
    {
        ref readonly var dead = ref view.Signal(Signal.DeadFraction);
        if (dead.Count > 0 && dead.First > 0.5) evidence.Add("units-dead-at-start", $"{Say.Number(100 * dead.First)} % of the units of a layer gave 0 for every sample from the start");
        else if (dead.Count > 0 && dead.Last > 0.5) evidence.Add("units-died", $"{Say.Number(100 * dead.Last)} % of the units of a layer give 0 for every sample, {Say.Number(100 * dead.First)} % at the start");
        ref readonly var saturated = ref view.Signal(Signal.SaturatedFraction);
        if (saturated.Count > 0 && saturated.First > 0.3) evidence.Add("units-saturated-at-start", $"{Say.Number(100 * saturated.First)} % of the activations of a layer were at their end from the start");
        else if (saturated.Count > 0 && saturated.Last > 0.5) evidence.Add("units-saturated", $"{Say.Number(100 * saturated.Last)} % of the activations of a layer are at their end");
    }

    private static void AddSuspects(EvidenceList evidence, in RunView view)
    {
        ref readonly var suspects = ref view.Signal(Signal.SuspectFraction);
        if (suspects.Count == 0)
        {
            evidence.Lack("the losses of single samples", "Send signals/suspect_fraction (two modes of the loss of each sample).", "suspects-many", "suspects-some");
            return;
        }

        ref readonly var gap = ref view.Signal(Signal.SuspectGap);
        var apart = gap.Count == 0 ? 0 : gap.Last;
        var words = $"{Say.Number(100 * suspects.Last)} % of the training samples have a loss apart from the rest ({Say.Number(apart)} standard deviations)";
        if (suspects.Last > 0.2 && suspects.Last < 0.55 && apart > 2.6) evidence.Add("suspects-many", words);
        else if (suspects.Last > 0.02 && suspects.Last <= 0.2 && apart > 2.8) evidence.Add("suspects-some", words);
    }

    private static void AddClasses(EvidenceList evidence, in RunView view)
    {
        ref readonly var recall = ref view.Signal(Signal.MinimumRecall);
        ref readonly var gap = ref view.Signal(Signal.RecallGap);
        if (recall.Count == 0)
        {
            evidence.Lack("the recall of each class", "Send val/min_recall and val/recall_gap.", "class-ignored");
            return;
        }

        if (recall.Last < 0.15 && gap.Last > 0.5) evidence.Add("class-ignored", $"the worst class is recognised in {Say.Number(100 * recall.Last)} % of its samples, the best in {Say.Number(100 * (recall.Last + gap.Last))} %");
        else if (gap.Last > 0.4) evidence.Add("classes-differ", $"the worst class is recognised in {Say.Number(100 * recall.Last)} % of its samples, the best in {Say.Number(100 * (recall.Last + gap.Last))} %");
        ref readonly var entropy = ref view.Signal(Signal.PredictionEntropy);
        if (entropy.Count > 0 && entropy.Last < 0.5) evidence.Add("predictions-narrow", $"the predictions use few classes: their entropy is {Say.Number(entropy.Last)} of the most that there could be");
    }
}
