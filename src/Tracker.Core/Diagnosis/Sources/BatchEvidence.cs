using Tracker.Core.Detection;
using Tracker.Core.Metrics;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>The batch size beside the data, the updates that are left, and the noise of the gradient.</summary>
internal static class BatchEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        if (view.Facts.BatchSize is not { } told || told <= 0)
        {
            evidence.Lack("the batch size", "Tell the batch size.", "batch-tiny", "batch-small", "batch-of-all", "batch-large");
            return;
        }

        var batch = (long)told * Math.Max(1, view.Facts.AccumulationSteps ?? 1);
        var words = $"an update sees {Say.Count(batch, "sample")}";
        if (batch <= 2) evidence.Add("batch-tiny", words);
        else if (batch <= 6) evidence.Add("batch-small", words);
        AddUpdates(evidence, view, batch, words);
        ref readonly var noise = ref view.Signal(Signal.NoiseScale);
        if (noise.Count == 0)
        {
            evidence.Lack("the gradient noise scale", "Send signals/noise_scale.", "noise-scale-far-above-batch", "noise-scale-far-below-batch");
            return;
        }

        var scale = noise.Fast;
        if (scale > 20 * batch) evidence.Add("noise-scale-far-above-batch", $"{words}, where the gradient noise scale asks for about {Say.Number(scale)}");
        else if (scale > 0 && scale < 0.05 * batch) evidence.Add("noise-scale-far-below-batch", $"{words}, where the gradient noise scale says that {Say.Number(scale)} would do");
    }

    private static void AddUpdates(EvidenceList evidence, in RunView view, long batch, string words)
    {
        var samples = DataSize.Of(view).Samples;
        if (samples <= 0) return;
        var share = (double)batch / samples;
        if (share > 0.4) evidence.Add("batch-of-all", $"{words} of {Say.Count(samples)}: {Say.Number(1 / Math.Min(1, share))} updates an epoch");
        else if (share > 0.15) evidence.Add("batch-large", $"{words} of {Say.Count(samples)}: {Say.Number(1 / share)} updates an epoch");
        if (batch >= 8 && share <= 0.15) evidence.Add("batch-usual", words);
        var epochs = view.Told.StepIsEpoch ? view.Loss.LastStep : (double)view.Loss.LastStep * batch / samples;
        if (epochs > 30) evidence.Add("epochs-many", $"each sample was seen {Say.Number(epochs)} times");
        if (view.Told.PlanKnown && !view.Told.StepIsEpoch && view.Told.PlannedSteps < 150)
            evidence.Add("few-updates", $"the whole run is {Say.Count((long)view.Told.PlannedSteps, "update")}");
    }
}
