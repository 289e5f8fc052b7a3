using System.Collections.Immutable;
using Tracker.Core.Metrics;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Metrics;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("train/loss", MetricRole.Loss, Split.Train)]
    [InlineData("loss", MetricRole.Loss, Split.Train)]
    [InlineData("train_loss", MetricRole.Loss, Split.Train)]
    [InlineData("trainLoss", MetricRole.Loss, Split.Train)]
    [InlineData("train_loss_step", MetricRole.Loss, Split.Train)]
    [InlineData("val/loss", MetricRole.Loss, Split.Validation)]
    [InlineData("val_loss", MetricRole.Loss, Split.Validation)]
    [InlineData("eval_loss", MetricRole.Loss, Split.Validation)]
    [InlineData("Loss/validation", MetricRole.Loss, Split.Validation)]
    [InlineData("test/acc", MetricRole.Accuracy, Split.Test)]
    [InlineData("accuracy", MetricRole.Accuracy, Split.Train)]
    [InlineData("val/top1", MetricRole.Accuracy, Split.Validation)]
    [InlineData("val/sparse_categorical_accuracy", MetricRole.Accuracy, Split.Validation)]
    [InlineData("val/balanced_accuracy", MetricRole.Score, Split.Validation)]
    [InlineData("val/f1", MetricRole.Score, Split.Validation)]
    [InlineData("val/top5", MetricRole.Score, Split.Validation)]
    [InlineData("lr", MetricRole.LearningRate, Split.None)]
    [InlineData("train/learning_rate", MetricRole.LearningRate, Split.None)]
    [InlineData("lr-AdamW", MetricRole.LearningRate, Split.None)]
    [InlineData("grad_norm", MetricRole.GradientNorm, Split.None)]
    [InlineData("train/gradient-norm", MetricRole.GradientNorm, Split.None)]
    [InlineData("epoch", MetricRole.Epoch, Split.None)]
    [InlineData("loss_scale", MetricRole.Other, Split.None)]
    [InlineData("gpu/utilization", MetricRole.Other, Split.None)]
    [InlineData("system/gpu/0/utilisation", MetricRole.System, Split.None)]
    [InlineData("system/train/loss", MetricRole.System, Split.None)]
    [InlineData("system/", MetricRole.System, Split.None)]
    [InlineData("system", MetricRole.Other, Split.None)]
    [InlineData("System/loss", MetricRole.Loss, Split.Train)]
    [InlineData("train/system/loss", MetricRole.Loss, Split.Train)]
    [InlineData("", MetricRole.Other, Split.None)]
    [InlineData("///", MetricRole.Other, Split.None)]
    [InlineData("\ud800", MetricRole.Other, Split.None)]
    public void Read_OfAName_GivesRoleAndSplit(string name, MetricRole role, Split split)
    {
        var meaning = MetricName.Read(name);
        Assert.Equal((role, split), (meaning.Role, meaning.Split));
    }

    [Theory]
    [InlineData("train/loss_box", true)]
    [InlineData("loss/cls", true)]
    [InlineData("kl_loss", true)]
    [InlineData("train/total_loss", false)]
    [InlineData("train/cross_entropy", false)]
    [InlineData("train/loss", false)]
    public void Read_OfAPartOfALoss_IsAComponent(string name, bool component) =>
        Assert.Equal(component, MetricName.Read(name).Preference >= MetricMeaning.Component);

    [Fact]
    public void Read_OfASystemSeries_NoFactMakesItAnythingElse()
    {
        var facts = new RunFacts
        {
            PrimaryMetric = "system/process/cpu",
            Directions = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("system/gpu/0/utilisation", MetricDirection.HigherIsBetter)]),
        };
        Assert.Equal(MetricName.Read("system/process/cpu"), MetricName.Read("system/process/cpu", facts));
        Assert.Equal(MetricName.Read("system/gpu/0/utilisation"), MetricName.Read("system/gpu/0/utilisation", facts));
    }

    [Fact]
    public void Read_WithFacts_LetsThemWin()
    {
        var facts = new RunFacts
        {
            PrimaryMetric = "energy",
            Directions = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
            [
                KeyValuePair.Create("val/quality", MetricDirection.HigherIsBetter),
                KeyValuePair.Create("val/wer", MetricDirection.LowerIsBetter),
                KeyValuePair.Create("train/loss", MetricDirection.HigherIsBetter),
            ]),
        };
        Assert.Equal((MetricRole.Loss, MetricDirection.LowerIsBetter), Of("energy"));
        Assert.Equal((MetricRole.Score, MetricDirection.HigherIsBetter), Of("val/quality"));
        Assert.Equal((MetricRole.Error, MetricDirection.LowerIsBetter), Of("val/wer"));
        Assert.Equal((MetricRole.Other, MetricDirection.HigherIsBetter), Of("train/loss"));

        (MetricRole, MetricDirection) Of(string name) => (MetricName.Read(name, facts).Role, MetricName.Read(name, facts).Direction);
    }
}
