using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Digits;

namespace Tracker.Plugins.Torch.Tests;

/// <summary>Trains with TorchSharp itself, so that this project's copy of the native library is tried as well.</summary>
[Collection(OneAtATime.Name)]
public sealed class DigitsTrainingTests
{
    private static readonly DigitsPlugin Plugin = new();

    [Theory]
    [InlineData("mlp", "adam", "0.005")]
    [InlineData("mlp", "sgd", "0.2")]
    [InlineData("mlp", "momentum", "0.05")]
    [InlineData("mlp", "adamw", "0.005")]
    [InlineData("mlp", "rmsprop", "0.005")]
    [InlineData("cnn", "adam", "0.005")]
    public async Task Run_SensibleHyperparameters_LossFalls(string model, string optimizer, string rate)
    {
        using var context = new RecordingContext(Plugin, ("model", model), ("optimizer", optimizer), ("lr", rate), ("epochs", "2"), ("hidden", "16"));
        await RunAsync(context);
        var losses = context.Values(MetricNames.TrainLoss);
        Assert.Equal(90, losses.Length);
        Assert.True(losses[^10..].Average() < 0.6 * losses[..10].Average(), $"{losses[..10].Average()} to {losses[^10..].Average()}");
        Assert.All(context.Values(MetricNames.GradientNorm), norm => Assert.True(norm > 0));
    }

    [Fact]
    public async Task Run_Defaults_ReachesNineteenOfTwenty()
    {
        using var context = new RecordingContext(Plugin);
        await RunAsync(context);
        Assert.True(context.Values(MetricNames.ValidationAccuracy)[^1] > 0.95);
    }

    [Fact]
    public async Task Run_Facts_SayWhatIsTrained()
    {
        using var context = new RecordingContext(Plugin, ("imbalance", "10"), ("epochs", "1"));
        await RunAsync(context);
        var facts = context.Facts!;
        Assert.Equal(facts.DatasetSize, facts.ClassCounts.Sum());
        Assert.InRange(facts.ClassCounts[0] / (double)facts.ClassCounts[9], 9, 11);
        Assert.Equal(context.Values(MetricNames.TrainLoss).Length, facts.PlannedSteps);
        Assert.Equal((64 * 64) + 64 + (64 * 10) + 10, facts.ParameterCount);
        Assert.Equal("0.001", facts.Hyperparameters["lr"]);
    }

    [Fact]
    public async Task Run_ZeroWeights_StaysAtChance()
    {
        using var context = new RecordingContext(Plugin, ("initialisation", "zeros"), ("epochs", "2"));
        await RunAsync(context);
        Assert.InRange(context.Values(MetricNames.TrainLoss)[^1], 2.2, 2.4);
    }

    [Fact]
    public async Task Run_SameSeed_GivesTheSameNumbers()
    {
        using var first = new RecordingContext(Plugin, ("epochs", "2"), ("dropout", "0.2"));
        using var second = new RecordingContext(Plugin, ("epochs", "2"), ("dropout", "0.2"));
        await RunAsync(first);
        await RunAsync(second);
        Assert.Equal(first.Learned, second.Learned);
    }

    [Fact]
    public async Task Run_StoppedAndResumed_GoesOnToTheSameNumbers()
    {
        (string, string)[] set = [("epochs", "3"), ("dropout", "0.2"), ("optimizer", "adamw")];
        using var whole = new RecordingContext(Plugin, set);
        await RunAsync(whole);

        using var stopped = new RecordingContext(Plugin, set);
        using var stop = new CancellationTokenSource();
        stopped.OnStep = step => { if (step == 60) stop.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stopped, stop.Token));
        Assert.Equal(60, stopped.Samples[^1].Step);
        stopped.OnStep = null;
        stopped.Attempt = 2;
        await RunAsync(stopped);

        Assert.Equal(whole.Learned, stopped.Learned);
    }

    [Fact]
    public async Task Run_EachEpoch_TellsHowLongItWaitedForData()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "3"));
        await RunAsync(context);
        var waits = context.Samples.Where(sample => sample.Name == MetricNames.DataWaitShare).ToArray();
        Assert.Equal([45, 90, 135], waits.Select(sample => sample.Step));
        Assert.All(waits, sample => Assert.InRange(sample.Value, 1e-6, 0.999));
    }

    [Fact]
    public async Task Run_CorruptInput_ReportsNaNAndGoesOn()
    {
        using var context = new RecordingContext(Plugin, ("corrupt", "0.002"), ("epochs", "2"));
        await RunAsync(context);
        var losses = context.Values(MetricNames.TrainLoss);
        Assert.True(double.IsFinite(losses[0]));
        Assert.True(double.IsNaN(losses[^1]));
        Assert.Equal(90, losses.Length);
    }

    [Fact]
    public void Create_SamplesAndFraction_IsRefused()
    {
        using var context = new RecordingContext(Plugin, ("samples", "40"), ("fraction", "0.5"));
        Assert.Contains("samples and fraction", Assert.Throws<JobRefusedException>(() => Plugin.Create(context.Hyperparameters)).Message, StringComparison.Ordinal);
    }

    private static Task RunAsync(RecordingContext context, CancellationToken cancellationToken = default) =>
        Plugin.Create(context.Hyperparameters).RunAsync(context, cancellationToken);
}
