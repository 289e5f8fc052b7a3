using Tracker.Core.Runs;

namespace Tracker.Core.Metrics;

/// <summary>Reads the meaning of a metric from its name: a pure function, so that a replay reads the same.</summary>
public static class MetricName
{
    /// <summary>What starts so is of <see cref="MetricRole.System"/>, whatever was declared about it.</summary>
    public const string SystemPrefix = "system/";

    /// <summary>What a name means; what was declared about it wins over its words.</summary>
    public static MetricMeaning Read(string name, RunFacts facts)
    {
        var meaning = Read(name);
        if (meaning.Role is MetricRole.System or MetricRole.Signal or MetricRole.LayerGradientNorm) return meaning;
        if (string.Equals(facts.PrimaryMetric, name, StringComparison.Ordinal))
            meaning = meaning with { Role = MetricRole.Loss, Split = Split.Train, Direction = MetricDirection.LowerIsBetter, Preference = -1 };
        if (!facts.Directions.TryGetValue(name, out var declared) || declared == MetricDirection.Unknown) return meaning;
        var role = (declared, meaning.Role) switch
        {
            (MetricDirection.HigherIsBetter, MetricRole.Loss) => MetricRole.Other,
            (MetricDirection.HigherIsBetter, MetricRole.Other) => MetricRole.Score,
            (MetricDirection.HigherIsBetter, MetricRole.Error) => MetricRole.Score,
            (MetricDirection.LowerIsBetter, MetricRole.Accuracy or MetricRole.Score or MetricRole.Other) => MetricRole.Error,
            _ => meaning.Role,
        };
        return meaning with { Role = role, Direction = declared };
    }

    /// <summary>What a name means by its words alone.</summary>
    public static MetricMeaning Read(string name)
    {
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
            return Inner(MetricRole.System);
        if (SignalNames.TryRead(name, out _)) return Inner(MetricRole.Signal);
        if (SignalNames.TryReadLayer(name, out _)) return Inner(MetricRole.LayerGradientNorm);
        if (name.StartsWith(SignalNames.Prefix, StringComparison.Ordinal) || name.StartsWith(SignalNames.LayerPrefix, StringComparison.Ordinal))
            return Inner(MetricRole.Other);
        var words = new WordList(name);
        var split = words.TakeSplit(out var mixed);
        var role = RoleReader.Read(words, split, out var preference);
        if (role == MetricRole.LayerGradientNorm) return Inner(role);
        if (mixed) preference = MetricMeaning.Component;

        // What ultralytics calls metrics/mAP50(B) is measured on the validation data.
        if (split == Split.None && role is (MetricRole.Accuracy or MetricRole.Score or MetricRole.Error) && words.Has("metrics")) split = Split.Validation;
        if (split == Split.None && role is (MetricRole.Loss or MetricRole.Accuracy or MetricRole.Score or MetricRole.Error)) split = Split.Train;
        if (role is MetricRole.LearningRate or MetricRole.GradientNorm or MetricRole.Epoch) split = Split.None;
        var direction = role switch
        {
            MetricRole.Loss or MetricRole.Error => MetricDirection.LowerIsBetter,
            MetricRole.Accuracy or MetricRole.Score => MetricDirection.HigherIsBetter,
            _ => MetricDirection.Unknown,
        };
        return new MetricMeaning(role, split, direction, preference);
    }

    /// <summary>The same thing measured on other data, as train/cls_loss and val/cls_loss.</summary>
    internal static bool IsCounterpart(string name, string other)
    {
        var (words, others) = (new WordList(name), new WordList(other));
        return words.TakeSplit(out _) != others.TakeSplit(out _) && words.SameAs(others);
    }

    /// <summary>What is no result of the training, and so has no split and no direction.</summary>
    private static MetricMeaning Inner(MetricRole role) => new(role, Split.None, MetricDirection.Unknown, MetricMeaning.Component);
}

/// <summary>What a metric means.</summary>
/// <param name="Role">What it is.</param>
/// <param name="Split">What it was measured on.</param>
/// <param name="Direction">Which way it gets better.</param>
/// <param name="Preference">
/// How well the name fits the whole of its role: 0 as train/loss, higher is worse, <see cref="Component"/> a part of a sum that is never judged as the whole.
/// </param>
public readonly record struct MetricMeaning(MetricRole Role, Split Split, MetricDirection Direction, int Preference)
{
    /// <summary>The preference of a part, as train/loss_box.</summary>
    public const int Component = 100;
}
