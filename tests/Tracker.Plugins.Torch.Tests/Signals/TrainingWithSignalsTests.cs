using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Digits;
using Tracker.Plugins.Torch.Signals;

namespace Tracker.Plugins.Torch.Tests.Signals;

[Collection(OneAtATime.Name)]
public sealed class TrainingWithSignalsTests
{
    private static readonly DigitsPlugin Plugin = new();

    [Fact]
    public async Task Run_SignalsOn_ChangesNothingElse()
    {
        (string, string)[] set = [("epochs", "2"), ("dropout", "0.2"), ("model", "cnn"), ("hidden", "8")];
        using var without = new RecordingContext(Plugin, set);
        using var with = new RecordingContext(Plugin, [.. set, ("signals", "on"), ("signals-every", "20")]);
        await RunAsync(without);
        await RunAsync(with);
        Assert.Equal(without.Learned, with.Learned.Where(sample => without.Learned.Any(other => other.Name == sample.Name)));
        Assert.Equal([1, 21, 41, 61, 81], Steps(with, SignalNames.UpdateRatio));
        Assert.Equal([0, 45, 90], Steps(with, SignalNames.MinimumRecall));
        Assert.Empty(Steps(without, SignalNames.MinimumRecall));
        Assert.Equal(4, with.Samples.Count(sample => sample.Step == 1 && sample.Name.StartsWith("layers/", StringComparison.Ordinal)) + 1);
    }

    [Fact]
    public async Task Run_SignalsWithinABudget_TellsWhatTheyCostAndProbesFewSteps()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "4"), ("signals", "on"));
        await RunAsync(context);
        Assert.Equal(4, context.Values(MetricNames.SignalsShare).Length);
        Assert.All(context.Values(MetricNames.SignalsShare), share => Assert.True(share > 0));
        // Of 180 steps; how many exactly is for the clock to say, and held by the tests of the schedule.
        Assert.InRange(context.Values(SignalNames.UpdateRatio).Length, 1, 40);
    }

    [Fact]
    public async Task Run_HealthyTraining_HasSensibleSignals()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "6"), ("signals", "on"), ("signals-every", "30"));
        await RunAsync(context);
        Assert.All(context.Values(SignalNames.UpdateRatio), ratio => Assert.InRange(ratio, 1e-4, 0.05));
        Assert.All(context.Values(SignalNames.FrozenFraction), share => Assert.Equal(0, share));
        Assert.All(context.Values(SignalNames.GradientRatio), ratio => Assert.InRange(ratio, 0.05, 20));
        Assert.All(context.Values(SignalNames.ActivationSpread), spread => Assert.InRange(spread, 1, 10));
        Assert.All(context.Values(SignalNames.DeadFraction), share => Assert.InRange(share, 0, 0.3));
        Assert.All(context.Values(SignalNames.SuspectFraction), share => Assert.InRange(share, 0, 0.02));
        Assert.True(context.Values(SignalNames.EvalTrainLoss)[^1] < 0.3 * context.Values(SignalNames.EvalTrainLoss)[0]);
        Assert.True(context.Values(SignalNames.MinimumRecall)[^1] > 0.8);
        Assert.True(context.Values(SignalNames.PredictionEntropy)[^1] > 0.98);
    }

    [Fact]
    public async Task Run_FlippedLabels_SuspectsAreThose()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "12"), ("label-noise", "0.1"), ("signals", "on"), ("signals-every", "100"), ("weight-decay", "0.001"));
        await RunAsync(context);
        var lines = await File.ReadAllLinesAsync(Path.Combine(context.WorkDirectory, "suspects.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("index,label,predicted,loss", lines[0]);

        // The first 144 of 1,437 have a random label, a tenth of which is the right one.
        var indices = lines[1..].Select(line => int.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.InRange(indices.Length, 90, 150);
        Assert.True(indices.Count(index => index < 144) > 0.9 * indices.Length, string.Join(' ', indices));
        Assert.Equal(indices.Length / 1_437.0, context.Values(SignalNames.SuspectFraction)[^1], 1e-9);
        Assert.True(context.Values(SignalNames.SuspectGap)[^1] > 2);
    }

    [Fact]
    public async Task Run_Facts_HoldTheProfile()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "1"), ("imbalance", "10"), ("corrupt", "0.1"));
        await RunAsync(context);
        var profile = context.Facts!.Profile;
        Assert.Equal((double)context.Facts.DatasetSize!, profile[ProfileNames.Samples]);
        Assert.InRange(profile[ProfileNames.ImbalanceRatio], 9, 11);
        Assert.InRange(profile[ProfileNames.MissingSampleShare], 0.1, 0.102);
        Assert.Equal(0, profile[ProfileNames.OverlapShare]);
    }

    private static long[] Steps(RecordingContext context, string name) =>
        [.. context.Samples.Where(sample => sample.Name == name).Select(sample => sample.Step)];

    private static Task RunAsync(RecordingContext context) =>
        Plugin.Create(context.Hyperparameters).RunAsync(context, TestContext.Current.CancellationToken);
}
