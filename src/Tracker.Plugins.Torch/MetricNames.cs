namespace Tracker.Plugins.Torch;

/// <summary>The names under which the kit reports; a job that trains in its own way does well to use the same.</summary>
public static class MetricNames
{
    /// <summary>Mean loss of the step's batch, before its update.</summary>
    public const string TrainLoss = "train/loss";

    /// <summary>Share of the step's batch that is classified rightly, 0 to 1.</summary>
    public const string TrainAccuracy = "train/accuracy";

    /// <summary>Mean loss of all validation samples.</summary>
    public const string ValidationLoss = "val/loss";

    /// <summary>Share of the validation samples that is classified rightly, 0 to 1.</summary>
    public const string ValidationAccuracy = "val/accuracy";

    /// <summary>Learning rate of the step.</summary>
    public const string LearningRate = "lr";

    /// <summary>
    /// Share of the steps' time that was spent waiting for data, 0 to 1; no progress of the training and never judged. On a GPU only
    /// what the processor waits for can be told.
    /// </summary>
    public const string DataWaitShare = "system/data-wait-share";

    /// <summary>Time that was spent on looking inside the training over that of its steps, from the start; never judged.</summary>
    public const string SignalsShare = "system/signals-share";

    /// <summary>Euclidean norm of all gradients of the step; nothing is clipped.</summary>
    public const string GradientNorm = "grad_norm";
}
