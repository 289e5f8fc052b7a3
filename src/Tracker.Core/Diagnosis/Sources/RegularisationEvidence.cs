using Tracker.Core.Detection;
using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>Weight decay, dropout and label smoothing as told, and what they do to train loss and weights.</summary>
internal static class RegularisationEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        var decays = Hyperparameters.TryNumber(view, out var decay, "weightdecay", "wd", "l2", "decay");
        var drops = Hyperparameters.TryNumber(view, out var dropout, "dropout", "drop", "dropoutrate", "dropprob");
        var smooths = Hyperparameters.TryNumber(view, out var smoothing, "labelsmoothing", "smoothing");
        if (!decays && !drops)
            evidence.Lack("the regularisation", "Tell weight_decay and dropout as hyperparameters.", "decay-strong", "dropout-strong", "regularisation-none");

        // Decoupled decay is multiplied by the learning rate, and usual at ten times as much.
        var usual = LearningRateRange.Normal(view.Facts.Optimizer) is "adamw" or "nadamw" or "lion" or "lamb" ? 0.1 : 0.01;
        if (decay > 10 * usual) evidence.Add("decay-very-strong", $"the weight decay is {Say.Number(decay)}, where up to {Say.Number(usual)} is usual");
        else if (decay > usual) evidence.Add("decay-strong", $"the weight decay is {Say.Number(decay)}, where up to {Say.Number(usual)} is usual");
        if (dropout > 0.75) evidence.Add("dropout-very-strong", $"the dropout is {Say.Number(dropout)}: {Say.Number(100 * dropout)} % of the units are off at each step");
        else if (dropout > 0.55) evidence.Add("dropout-strong", $"the dropout is {Say.Number(dropout)}, where up to 0.5 is usual");
        if (smoothing > 0.25) evidence.Add("smoothing-strong", $"the label smoothing is {Say.Number(smoothing)}, where 0.1 is usual");
        if ((decays || drops) && decay <= 0 && dropout <= 0) evidence.Add("regularisation-none", "neither weight decay nor dropout holds the model back");
        else if (decay is > 0 and <= 0.1 || dropout is > 0 and <= 0.55) evidence.Add("regularisation-some", Words(decay, dropout));
        AddEffect(evidence, view);
    }

    /// <summary>Training and validation data in the same mode: what is left between them is the data.</summary>
    private static void AddCalmGap(EvidenceList evidence, in RunView view, in SignalStatistics calm)
    {
        if (calm.Count == 0 || view.Validation.Count < 3 || calm.LastStep < 0.9 * view.Validation.LastStep) return;
        var gap = (calm.Last - view.Validation.Last) / Math.Max(LossEvidence.Nothing(view), 1e-300);
        if (gap > 0.08)
            evidence.Add("train-harder-than-validation", $"without dropout and augmentation the loss is {Say.Number(calm.Last)} on training data and {Say.Number(view.Validation.Last)} on validation data: the training data is the harder one");
        else if (gap < 0.04)
            evidence.Add("train-no-harder", $"without dropout and augmentation the loss is {Say.Number(calm.Last)} on training data and {Say.Number(view.Validation.Last)} on validation data");
    }

    private static string Words(double decay, double dropout) =>
        decay > 0 && dropout > 0 ? $"weight decay {Say.Number(decay)} and dropout {Say.Number(dropout)} hold the model back"
        : decay > 0 ? $"weight decay {Say.Number(decay)} holds the model back" : $"dropout {Say.Number(dropout)} holds the model back";

    private static void AddEffect(EvidenceList evidence, in RunView view)
    {
        ref readonly var calm = ref view.Signal(Signal.EvalTrainLoss);
        if (calm.Count > 0 && view.Loss.Armed && calm.Last < 0.75 * view.Loss.Fast && view.Loss.Fast > 0.05 * LossEvidence.Nothing(view))
            evidence.Add("train-better-without", $"on training data the loss is {Say.Number(calm.Last)} without what training adds, and {Say.Number(view.Loss.Fast)} with it");
        AddCalmGap(evidence, view, calm);
        ref readonly var weights = ref view.Signal(Signal.WeightNorm);
        if (weights.Count > 0 && view.Facts.ParameterCount is { } parameters && parameters > 0)
        {
            // He, Glorot and uniform initialisation give 0.02 to 0.3 for layers of ten units and more.
            var typical = weights.First / Math.Sqrt(parameters);
            if (typical > 0.45 && view.Told.FineTuned == 0) evidence.Add("weights-large-at-start", $"a weight began at {Say.Number(typical)} in the root mean square, where 0.02 to 0.3 is usual");
            else if (typical < 2e-3) evidence.Add("weights-alike", $"a weight began at {Say.Number(typical)} in the root mean square: units that start alike stay alike");
            else if (typical is > 0.01 and < 0.35) evidence.Add("weights-usual-at-start", $"a weight began at {Say.Number(typical)} in the root mean square, which is usual");
        }

        if (weights.Count >= 4 && weights.Last < 0.4 * weights.First) evidence.Add("weights-shrank", $"the norm of all weights fell from {Say.Number(weights.First)} to {Say.Number(weights.Last)}");
        else if (weights.Count >= 4 && weights.Last > 4 * weights.First) evidence.Add("weights-grew", $"the norm of all weights grew from {Say.Number(weights.First)} to {Say.Number(weights.Last)}");
        else if (weights.Count >= 4 && weights.Last == weights.First && weights.Max == weights.Min) evidence.Add("weights-still", $"the norm of all weights was {Say.Number(weights.Last)} to the last digit each time");
    }
}
