namespace Tracker.Core.Metrics;

/// <summary>The role of a metric by the words of its name that are left when the split is taken, and how well the name fits the whole of the role.</summary>
internal static class RoleReader
{
    /// <summary>A loss with the name of a data set, as eval_imdb_loss: one of several evaluations, judged where no plainer one is.</summary>
    private const int OfOneDataset = 50;

    /// <summary>A loss with the name of its formula, as mse_loss: the whole where no plainer one is.</summary>
    private const int Formula = 30;

    private const int Indirect = 10;

    public static MetricRole Read(WordList words, Split split, out int preference)
    {
        preference = MetricMeaning.Component;
        if (IsLearningRate(words)) return Fits(MetricRole.LearningRate, 2, out preference);
        if (IsGradientNorm(words)) return ReadGradientNorm(words, out preference);
        if (words.HasAny("epoch", "epochs") && words.CountOthers(static word => word is "epoch" or "epochs" or "current") == 0)
            return Fits(MetricRole.Epoch, 1, out preference);
        if (words.HasAny("scale", "scaler", "time", "runtime", "weight", "ratio", "momentum", "seconds", "second")) return MetricRole.Other;
        if (IsError(words)) return Fits(MetricRole.Error, words.Count == 1 ? 0 : 20, out preference);
        if (words.HasAny("chosen", "rejected", "std")) return MetricRole.Other;
        var isObjective = words.Has("objective") && Others(words, static word => word == "objective") == 0;
        if (words.Has("loss") || words.Exists(IsFormula) || words.Has("cost") || isObjective || Both(words, "cross", "entropy") || Both(words, "squared", "error"))
            return Fits(MetricRole.Loss, LossPreference(words, split), out preference);
        if (words.HasAny("acc", "accuracy", "acc1", "top1")) return ReadAccuracy(words, split, out preference);
        if (!words.Exists(IsScore) && !Both(words, "exact", "match")) return MetricRole.Other;
        return Fits(MetricRole.Score, words.HasAny("precision", "recall", "top5", "acc5") ? 40 : words.Count == 1 ? 0 : 20, out preference);
    }

    private static bool IsLearningRate(WordList words) =>
        (words.Exists(static word => IsNumbered(word, "lr")) || Both(words, "learning", "rate")) && !words.HasAny("scale", "momentum", "factor", "multiplier");

    private static bool IsGradientNorm(WordList words) =>
        words.Has("gnorm") || (words.Has("norm") && words.HasAny("grad", "gradient", "gradients", "grads"));

    /// <summary>grad_norm and grad_2.0_norm_total are of all; grad_norm/fc1.weight is of one tensor.</summary>
    private static MetricRole ReadGradientNorm(WordList words, out int preference)
    {
        var others = Others(words, static word => word is "gnorm" or "norm" or "grad" or "grads" or "gradient" or "gradients"
            or "global" or "clip" or "clipped" or "unclipped" or "pre" or "post" or "before" or "after" or "l2" or "2" or "0" or "model" or "all");
        preference = others == 0 ? 2 : 50;
        return others > 0 && words.Exists(static word => word is "weight" or "bias" or "layer" or "layers" or "block" or "blocks" || char.IsAsciiDigit(word[^1]))
            ? MetricRole.LayerGradientNorm
            : MetricRole.GradientNorm;
    }

    private static MetricRole ReadAccuracy(WordList words, Split split, out int preference)
    {
        preference = MetricMeaning.Component;
        var others = Others(words, static word => word is "acc" or "accuracy" or "acc1" or "top1" or "top" or "1"
            or "categorical" or "sparse" or "binary" or "metrics" or "metric");
        if (others > 0) return MetricRole.Score;
        return Fits(MetricRole.Accuracy, Plain(words, split), out preference);
    }

    private static int LossPreference(WordList words, Split split)
    {
        if (words.Exists(IsPart) || (words.Has("entropy") && !words.Has("cross"))) return MetricMeaning.Component;
        var others = Others(words, static word => word is "loss" or "cost" or "objective" or "cross" or "entropy" or "squared" or "error" || IsFormula(word));
        var named = words.Exists(IsFormula) || Both(words, "cross", "entropy") || Both(words, "squared", "error");
        if (others > 0) return split is Split.Validation or Split.Test && words.Has("loss") && !named ? OfOneDataset : MetricMeaning.Component;
        if (!words.Has("loss")) return Indirect;
        return named ? Formula : Plain(words, split);
    }

    /// <summary>Of a training each step counts, of an evaluation its mean.</summary>
    private static int Plain(WordList words, Split split)
    {
        if (!words.Exists(IsFiller)) return 0;
        var other = split is Split.Validation or Split.Test ? "step" : "epoch";
        return words.Has(other) ? 2 : 1;
    }

    private static MetricRole Fits(MetricRole role, int fit, out int preference)
    {
        preference = fit;
        return role;
    }

    /// <summary>The word, or the word with a number: lr, lr0.</summary>
    private static bool IsNumbered(string word, string start) =>
        word.StartsWith(start, StringComparison.Ordinal) && word.AsSpan(start.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Words that are neither known nor fillers; the numbers of dataloader_idx_0 are none.</summary>
    private static int Others(WordList words, Predicate<string> known)
    {
        var numbered = words.Has("dataloader");
        return words.CountOthers(word => known(word) || IsFiller(word) || (numbered && char.IsAsciiDigit(word[0])));
    }

    private static bool Both(WordList words, string one, string other) => words.Has(one) && words.Has(other);

    /// <summary>Words that say how the whole was measured; they make no part of it.</summary>
    private static bool IsFiller(string word) => word is "total" or "mean" or "avg" or "average" or "epoch" or "step" or "batch" or "overall" or "running"
        or "smoothed" or "ema" or "dataloader" or "idx";

    private static bool IsFormula(string word) => word is "nll" or "mse" or "bce" or "ce" or "xent" or "crossentropy" or "xentropy" or "ctc" or "lm" or "clm"
        or "mlm" or "huber" or "diffusion" or "denoising" or "logloss";

    /// <summary>Words of what is only a part of a loss, whatever the split.</summary>
    private static bool IsPart(string word) => word is "box" or "bbox" or "cls" or "class" or "dfl" or "obj" or "objectness" or "rpn" or "seg" or "mask" or "pose" or "kobj"
        or "giou" or "iou" or "dice" or "kl" or "kld" or "reg" or "regularization" or "regularisation" or "l1" or "l2" or "aux" or "auxiliary" or "recon"
        or "reconstruction" or "adv" or "adversarial" or "gan" or "d" or "g" or "gen" or "disc" or "generator" or "discriminator" or "critic" or "actor"
        or "policy" or "pg" or "value" or "vf" or "commit" or "commitment" or "codebook" or "vq" or "perceptual" or "lpips" or "style"
        or "content" or "triplet" or "center" or "contrastive" or "distill" or "distillation" or "kd" or "nsp" or "itc" or "itm" or "simple" or "vlb" or "moe"
        or "balance" or "balancing" or "router" or "z" or "best" or "lowest" or "min" or "cycle" or "idt" or "identity";

    /// <summary>Less is better, and it is no loss that is trained with.</summary>
    private static bool IsError(WordList words)
    {
        if (words.HasAny("perplexity", "ppl", "wer", "cer", "ter", "rmse", "nrmse", "mae", "mape", "smape", "mase", "crps", "fid", "brier", "ece", "bpb", "bpc")
            && !words.Has("loss")) return true;
        if (words.Has("bits") && words.HasAny("byte", "char", "dim")) return true;
        if (!words.HasAny("error", "err") || words.Has("loss")) return false;
        if (words.HasAny("absolute", "percentage") || (words.Has("root") && words.Has("squared"))) return true;
        return Others(words, static word => word is "error" or "err" or "rate" or "top1" or "top5" or "word" or "character" or "classification") == 0;
    }

    private static bool IsScore(string word) => word is "f1" or "auc" or "auroc" or "auprc" or "roc" or "precision" or "recall" or "meteor" or "cider" or "chrf"
        or "r2" or "iou" or "miou" or "dice" or "jaccard" or "score" or "reward" or "rewards" or "rew" or "return" or "returns" or "psnr" or "ssim" or "kappa" or "mcc"
        or "matthews" or "pearson" or "spearman" or "spearmanr" or "pearsonr" or "ndcg" or "mrr" or "top5" or "acc5" or "sensitivity" or "specificity" or "sacrebleu"
        || IsNumbered(word, "map") || IsNumbered(word, "ap")
        || word.StartsWith("bleu", StringComparison.Ordinal) || word.StartsWith("rouge", StringComparison.Ordinal);
}
