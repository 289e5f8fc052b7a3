namespace Tracker.Core.Runs;

/// <summary>What kind of training a run is. An unknown kind gets no verdict on learning.</summary>
public enum TrainingKind : byte
{
    /// <summary>Not told: only non-finite and stalled are judged above info.</summary>
    Unknown,

    /// <summary>Classification or other supervised learning from scratch.</summary>
    Supervised,

    /// <summary>Training that starts from good weights.</summary>
    FineTune,

    /// <summary>Supervised regression.</summary>
    Regression,

    /// <summary>Language models, masked models, autoencoders, contrastive.</summary>
    SelfSupervised,

    /// <summary>Diffusion and flow models.</summary>
    Diffusion,

    /// <summary>Two players; losses do not fall.</summary>
    Adversarial,

    /// <summary>Reinforcement learning; judged by reward, not by loss.</summary>
    PolicyGradient,

    /// <summary>Preference learning; starts at ln 2.</summary>
    Preference,
}

/// <summary>The words of kinds.</summary>
public static class TrainingKinds
{
    /// <summary>As people write it: <see cref="TrainingKind.FineTune"/> is fine-tune.</summary>
    public static string ToWord(this TrainingKind kind) => kind switch
    {
        TrainingKind.Supervised => "supervised",
        TrainingKind.FineTune => "fine-tune",
        TrainingKind.Regression => "regression",
        TrainingKind.SelfSupervised => "self-supervised",
        TrainingKind.Diffusion => "diffusion",
        TrainingKind.Adversarial => "adversarial",
        TrainingKind.PolicyGradient => "policy-gradient",
        TrainingKind.Preference => "preference",
        _ => "unknown",
    };
}

/// <summary>Which way a metric gets better.</summary>
public enum MetricDirection : byte
{
    /// <summary>Not told; inferred from the role of the metric.</summary>
    Unknown,

    /// <summary>Less is better, as a loss.</summary>
    LowerIsBetter,

    /// <summary>More is better, as an accuracy.</summary>
    HigherIsBetter,
}

/// <summary>What one step counts.</summary>
public enum StepUnit : byte
{
    /// <summary>Not told; taken as a step.</summary>
    Unknown,

    /// <summary>One optimizer step.</summary>
    Step,

    /// <summary>One pass over the data.</summary>
    Epoch,
}

/// <summary>Where the weights came from.</summary>
public enum WeightsOrigin : byte
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Initialised at random.</summary>
    Scratch,

    /// <summary>Trained before.</summary>
    FineTuned,
}
