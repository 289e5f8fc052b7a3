using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>The learning rate and the optimizer beside what is usual.</summary>
internal static class RateEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        AddOptimizer(evidence, view);
        var rate = Rate.Of(view);
        if (!rate.IsKnown)
        {
            evidence.Lack("the learning rate", "Send the learning rate (a metric lr, or the hyperparameter lr).", "rate-zero", "rate-above-usual", "rate-far-above-usual", "rate-below-usual", "rate-far-below-usual");
            return;
        }

        // A schedule may end at 0; one that has been there for a while has forgotten the rest of the run.
        ref readonly var series = ref view.LearningRate;
        if (rate.Value > 0 && series.Count > 0 && series.Last == 0 && series.LastStep - series.ChangedStep > Math.Max(10, 0.05 * series.LastStep))
            evidence.Add("rate-went-to-zero", $"the learning rate has been 0 since step {Say.Count(series.ChangedStep)}, after {Say.Number(rate.Value)} at most");
        if (rate.Value <= 0) evidence.Add("rate-zero", $"the learning rate is {Say.Number(rate.Value)}");
        else if (rate.Above > 0.7) evidence.Add("rate-far-above-usual", rate.Words);
        else if (rate.Above > 0) evidence.Add("rate-above-usual", rate.Words);
        else if (rate.Below > 0.7) evidence.Add("rate-far-below-usual", rate.Words);
        else if (rate.Below > 0) evidence.Add("rate-below-usual", rate.Words);
        else evidence.Add(rate.Value > 5 * rate.Range.Middle ? "rate-usual-high" : "rate-usual", rate.Words);
    }

    private static void AddOptimizer(EvidenceList evidence, in RunView view)
    {
        if (view.Facts.Optimizer is not { } name)
        {
            evidence.Lack("the optimizer", "Tell the optimizer by its name.", "optimizer-slow", "optimizer-full-batch");
            return;
        }

        var momentum = Hyperparameters.TryNumber(view, out var told, "momentum", "beta", "beta1") && told >= 0.5;
        switch (LearningRateRange.Normal(name))
        {
            case "adadelta" or "adagrad" or "asgd":
                evidence.Add("optimizer-slow", $"the optimizer is {name}, whose steps shrink as it goes");
                break;
            case "rprop" or "lbfgs":
                evidence.Add("optimizer-full-batch", $"the optimizer is {name}, which is made for the gradient of all the data and not for batches");
                break;
            case "sgd" or "gradientdescent" when !momentum:
                evidence.Add("optimizer-without-momentum", $"the optimizer is {name} without momentum");
                break;
            case "sgd" or "gradientdescent" or "momentum" or "nesterov" or "sgdm":
                if (told > 0.985) evidence.Add("momentum-extreme", $"the momentum is {Say.Number(told)}: it forgets a step after {Say.Count((long)Math.Min(1e12, 1 / Math.Max(1e-12, 1 - told)))} steps");
                break;
            default:
                evidence.Add("optimizer-adaptive", $"the optimizer is {name}");
                break;
        }
    }
}
