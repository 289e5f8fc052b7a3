using Tracker.Core.Runs;

namespace Tracker.Core.Metrics;

/// <summary>The kind that a run is judged as, and where that comes from.</summary>
/// <param name="Kind">The kind; unknown where nothing tells.</param>
/// <param name="From">The metrics whose names tell; null where the kind was declared or nothing tells.</param>
public readonly record struct InferredKind(TrainingKind Kind, string? From)
{
    /// <summary>As "policy-gradient, inferred from rollout/ep_rew_mean".</summary>
    public override string ToString() => From is null ? Kind.ToWord() : $"{Kind.ToWord()}, inferred from {From}";
}

/// <summary>What a metric's name says of the kind of training.</summary>
[Flags]
internal enum KindSigns
{
    None = 0,
    Preference = 1,
    PolicyGradient = 2,
    Generator = 4,
    Discriminator = 8,
    Diffusion = 16,
    SelfSupervised = 32,
    Number = 64,
    Accuracy = 128,
    Divergence = 256,
}

/// <summary>
/// Reads the kind of training from the names of metrics, where they tell: a pure function of the names that came and their order. What is told
/// wins; a loss and an accuracy alone tell nothing, as nobody knows whether the loss is one that must fall.
/// </summary>
internal sealed class KindInference
{
    private readonly string?[] _first = new string?[9];
    private KindSigns _seen;

    /// <summary>Takes the name of a metric; a name again changes nothing.</summary>
    public void Take(string name)
    {
        var signs = Read(name);
        for (var bit = 0; bit < _first.Length; bit++)
        {
            if (((int)signs & (1 << bit)) != 0) _first[bit] ??= name;
        }

        _seen |= signs;
    }

    /// <summary>The kind; what was declared wins.</summary>
    public InferredKind Infer(TrainingKind declared)
    {
        if (declared != TrainingKind.Unknown) return new(declared, null);
        if (Has(KindSigns.Preference)) return By(TrainingKind.Preference, KindSigns.Preference);
        if (Has(KindSigns.PolicyGradient)) return By(TrainingKind.PolicyGradient, KindSigns.PolicyGradient);
        if (Has(KindSigns.Generator) && Has(KindSigns.Discriminator))
            return new(TrainingKind.Adversarial, $"{First(KindSigns.Generator)} and {First(KindSigns.Discriminator)}");
        if (Has(KindSigns.Diffusion)) return By(TrainingKind.Diffusion, KindSigns.Diffusion);
        if (Has(KindSigns.SelfSupervised)) return By(TrainingKind.SelfSupervised, KindSigns.SelfSupervised);
        // A penalty of its own keeps a policy near another; one beside a reconstruction is of an autoencoder.
        if (Has(KindSigns.Divergence)) return By(TrainingKind.PolicyGradient, KindSigns.Divergence);
        return Has(KindSigns.Number) && !Has(KindSigns.Accuracy) ? By(TrainingKind.Regression, KindSigns.Number) : default;
    }

    /// <summary>What one name says.</summary>
    public static KindSigns Read(string name)
    {
        if (name.StartsWith(MetricName.SystemPrefix, StringComparison.Ordinal) || name.StartsWith(SignalNames.Prefix, StringComparison.Ordinal)
            || name.StartsWith(SignalNames.LayerPrefix, StringComparison.Ordinal)) return KindSigns.None;
        var words = new WordList(name);
        var signs = KindSigns.None;
        if (words.HasAny("chosen", "rejected") && words.HasAny("rewards", "reward", "logps", "logits")) signs |= KindSigns.Preference;
        else if (words.HasAny("rewards", "reward") && words.HasAny("margins", "margin", "accuracies")) signs |= KindSigns.Preference;
        else if (words.HasAny("dpo", "orpo", "kto", "simpo", "ipo") && words.Has("loss")) signs |= KindSigns.Preference;
        else if (IsPolicy(words)) signs |= KindSigns.PolicyGradient;
        if (IsLossOf(words, "g", "gen", "generator")) signs |= KindSigns.Generator;
        if (IsLossOf(words, "d", "dis", "disc", "discriminator", "critic")) signs |= KindSigns.Discriminator;
        if (words.HasAny("diffusion", "denoising", "ddpm", "vlb") || (words.HasAny("noise", "velocity") && words.HasAny("pred", "prediction"))
            || (words.Has("flow") && words.Has("matching")) || (words.Has("loss") && words.Has("simple"))) signs |= KindSigns.Diffusion;
        if (words.HasAny("perplexity", "ppl", "bpb", "bpc", "mlm", "elbo", "infonce", "ntxent", "recon", "reconstruction")
            || (words.Has("bits") && words.HasAny("byte", "char", "dim"))) signs |= KindSigns.SelfSupervised;
        if (words.HasAny("rmse", "mae", "mape", "r2", "smape")) signs |= KindSigns.Number;
        if (words.HasAny("acc", "accuracy", "top1", "f1", "auc", "map", "map50")) signs |= KindSigns.Accuracy;
        words.TakeSplit(out _);
        if (words.Count == 1 && words.Has("kl")) signs |= KindSigns.Divergence;
        return signs;
    }

    private static bool IsPolicy(WordList words) =>
        words.HasAny("rollout", "rollouts", "approxkl", "clipfrac", "rlhf", "ppo", "grpo", "a2c", "reinforce", "reward", "rewards", "rew", "episodic")
        || (words.HasAny("policy", "pg", "actor") && words.Has("loss"))
        || (words.HasAny("episode", "ep", "mean") && words.HasAny("return", "returns"))
        || (words.Has("approx") && words.Has("kl"))
        || (words.Has("clip") && words.HasAny("fraction", "frac"))
        || (words.Has("objective") && words.HasAny("kl", "scores", "entropy"));

    /// <summary>d_loss, loss_D, Loss/discriminator, errD; and D_A, as of two players in pairs.</summary>
    private static bool IsLossOf(WordList words, params ReadOnlySpan<string> player) =>
        words.HasAny(player) && (words.HasAny("loss", "losses", "err", "error") || (words.Count == 2 && words.HasAny("a", "b")));

    private bool Has(KindSigns sign) => (_seen & sign) != 0;

    private string? First(KindSigns sign) => _first[System.Numerics.BitOperations.TrailingZeroCount((int)sign)];

    private InferredKind By(TrainingKind kind, KindSigns sign) => new(kind, First(sign));
}
