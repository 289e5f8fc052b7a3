namespace Tracker.Core.Metrics;

/// <summary>The words of a metric name, lower-case: "valLoss", "val/loss" and "val_loss" are the same two.</summary>
internal sealed class WordList
{
    private readonly List<string> _words = [];

    public WordList(string name)
    {
        // Mean average precision is one word however it is written: mAP50-95(B).
        name = name.Replace("mAP", "map", StringComparison.Ordinal);
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

    public bool Exists(Predicate<string> fits) => _words.Exists(fits);

    public bool SameAs(WordList other) => _words.SequenceEqual(other._words);

    /// <summary>How many words are none of those.</summary>
    public int CountOthers(Predicate<string> known) => _words.Count(word => !known(word));

    /// <summary>Takes the words that name the split. The last of them says what was measured: train/val_loss is of the validation.</summary>
    /// <param name="mixed">It is of the training data and named beside another split, as eval_train_loss: measured now and then, not the loss that is trained with.</param>
    public Split TakeSplit(out bool mixed)
    {
        var split = Split.None;
        mixed = false;
        for (var i = 0; i < _words.Count;)
        {
            var named = NameOf(_words[i]);
            if (named == Split.None)
            {
                i++;
                continue;
            }

            mixed |= split != Split.None && named == Split.Train && split != Split.Train;
            split = named;
            _words.RemoveAt(i);
        }

        mixed &= split == Split.Train;
        return split;
    }

    private static Split NameOf(string word) => word switch
    {
        "train" or "training" or "trn" => Split.Train,
        "val" or "valid" or "validation" or "vali" or "eval" or "evaluation" or "dev" or "holdout" => Split.Validation,
        "test" or "testing" or "tst" => Split.Test,
        _ => Split.None,
    };
}
