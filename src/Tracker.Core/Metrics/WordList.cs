namespace Tracker.Core.Metrics;

/// <summary>The words of a metric name, lower-case: "valLoss", "val/loss" and "val_loss" are the same two.</summary>
internal sealed class WordList
{
    private readonly List<string> _words = [];

    public WordList(string name)
    {
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var end = i == name.Length || !char.IsLetterOrDigit(name[i]);
            var hump = !end && i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1]);
            if (!end && !hump) continue;
            if (i > start) _words.Add(name[start..i].ToLowerInvariant());
            start = hump ? i : i + 1;
        }
    }

    /// <summary>Takes the word that names the split.</summary>
    public Split TakeSplit()
    {
        for (var i = 0; i < _words.Count; i++)
        {
            var split = _words[i] switch
            {
                "train" or "training" or "trn" => Split.Train,
                "val" or "valid" or "validation" or "eval" or "evaluation" or "dev" or "holdout" => Split.Validation,
                "test" or "testing" or "tst" => Split.Test,
                _ => Split.None,
            };
            if (split == Split.None) continue;
            _words.RemoveAt(i);
            return split;
        }

        return Split.None;
    }

    /// <summary>The role of what is left.</summary>
    public MetricRole Role(out int preference)
    {
        preference = MetricMeaning.Component;
        if (Has("lr") || (Has("learning") && Has("rate"))) return One(MetricRole.LearningRate, 2, out preference);
        if (Has("gnorm") || (Has("norm") && (Has("grad") || Has("gradient") || Has("gradients")))) return One(MetricRole.GradientNorm, 2, out preference);
        if (_words.Count == 1 && _words[0] is "epoch" or "epochs") return One(MetricRole.Epoch, 1, out preference);
        if (Has("scale") || Has("scaler") || Has("time") || Has("weight") || Has("ratio")) return MetricRole.Other;
        if (Has("loss") || Has("cost") || Has("objective") || Has("nll") || Has("mse") || Has("bce") || (Has("cross") && Has("entropy")))
        {
            var extra = Extra("loss", "cost", "objective", "nll", "mse", "bce", "cross", "entropy");
            preference = extra > 0 ? MetricMeaning.Component : Has("loss") ? Plain() : 10;
            return MetricRole.Loss;
        }

        if (Has("acc") || Has("accuracy") || Has("acc1") || Has("top1"))
        {
            if (Extra("acc", "accuracy", "acc1", "top1", "top", "1", "categorical", "sparse", "binary") > 0) return MetricRole.Score;
            preference = Plain();
            return MetricRole.Accuracy;
        }

        if (!_words.Exists(IsScore)) return MetricRole.Other;
        preference = _words.Count == 1 ? 0 : 20;
        return MetricRole.Score;
    }

    private static MetricRole One(MetricRole role, int plainWords, out int preference)
    {
        preference = plainWords;
        return role;
    }

    private static bool IsScore(string word) => word is "f1" or "auc" or "auroc" or "map" or "precision" or "recall" or "bleu" or "rouge"
        or "r2" or "iou" or "miou" or "dice" or "score" or "reward" or "psnr" or "ssim" or "kappa" or "mcc" or "top5" or "acc5";

    /// <summary>Words such as mean, total, epoch and step say how the whole was measured; they make no part of it.</summary>
    private static bool IsFiller(string word) => word is "total" or "mean" or "avg" or "average" or "epoch" or "step" or "batch" or "overall" or "running";

    private int Plain() => _words.Exists(IsFiller) ? 1 : 0;

    public int Count => _words.Count;

    public bool Has(string word) => _words.Contains(word);

    public bool HasAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (_words.Contains(word)) return true;
        }

        return false;
    }

    private int Extra(params ReadOnlySpan<string> known)
    {
        var extra = 0;
        foreach (var word in _words)
        {
            if (!known.Contains(word) && !IsFiller(word)) extra++;
        }

        return extra;
    }
}
