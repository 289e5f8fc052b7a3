using Tracker.Core.Detection.Statistics;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>What a trainer tells of its inside is kept by signal, and is never taken for a loss, a score or the gradient norm of the whole.</summary>
public sealed class SignalTests
{
    [Fact]
    public void Signal_EveryOneSent_HoldsItsStatistics()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        var signals = Enum.GetValues<Signal>();
        var set = script.Set([.. signals.Select(SignalNames.Of)]);
        for (var step = 1; step <= 6; step++) script.Report(set, step, [.. signals.Select(signal => (10.0 * (int)signal) + step)]);
        probe.At(script.Monitor, (in view) =>
        {
            foreach (var signal in signals)
            {
                var b = 10.0 * (int)signal;
                ref readonly var held = ref view.Signal(signal);
                Assert.Equal((6L, 1L, 6L), (held.Count, held.FirstStep, held.LastStep));
                Assert.Equal((b + 1, b + 6, b + 1, b + 6, b + 2.5), (held.First, held.Last, held.Min, held.Max, held.Early));
                Assert.InRange(held.Fast, b + 2.5, b + 4.5);
            }
        });
    }

    [Fact]
    public void Signal_NotSentOrNotFinite_HasNoCount()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        script.Report(script.Set("signals/update_ratio", "signals/of_tomorrow"), 1, double.NaN, 3);
        probe.At(script.Monitor, (in view) =>
        {
            foreach (var signal in Enum.GetValues<Signal>()) Assert.Equal(0, view.Signal(signal).Count);
        });
        Assert.Equal([MetricRole.Signal, MetricRole.Other], script.Monitor.Describe().Metrics.Select(metric => metric.Role));
    }

    [Fact]
    public void Signal_OfAnotherRank_IsNotTheRuns()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        script.Report(script.Set(1, "signals/update_ratio"), 1, 3);
        probe.At(script.Monitor, (in view) => Assert.Equal(0, view.Signal(Signal.UpdateRatio).Count));
    }

    [Fact]
    public void GradientRatio_NotSent_IsMadeOfTheLowestAndTheHighestLayer()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        var (middle, ends) = (script.Set("layers/01.b/grad_norm"), script.Set("layers/10.c/grad_norm", "layers/00.a/grad_norm"));
        script.Report(middle, 1, 5.0);
        script.Report(ends, 2, 4.0, 2.0);
        script.Report(ends, 3, 8.0, 2.0);
        script.Report(middle, 4, 7.0);
        probe.At(script.Monitor, (in view) =>
        {
            ref readonly var ratio = ref view.Signal(Signal.GradientRatio);
            Assert.Equal((2L, 0.5, 0.25), (ratio.Count, ratio.First, ratio.Last));
            Assert.Equal(0, view.Gradient.Count);
            Assert.Equal(-1, view.Roles.Gradient);
        });
    }

    [Fact]
    public void GradientRatio_Sent_WinsOverLayers()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        script.Report(script.Set("layers/00.a/grad_norm", "layers/01.b/grad_norm", "signals/grad_ratio"), 1, 4, 2, 0.125);
        probe.At(script.Monitor, (in view) => Assert.Equal((1L, 0.125), (view.Signal(Signal.GradientRatio).Count, view.Signal(Signal.GradientRatio).Last)));
    }

    [Fact]
    public void GradientRatio_LayersOfDifferentSteps_IsNone()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        var (low, high) = (script.Set("layers/00.a/grad_norm"), script.Set("layers/01.b/grad_norm"));
        script.Report(low, 1, 4.0);
        script.Report(high, 2, 4.0);
        probe.At(script.Monitor, (in view) => Assert.Equal(0, view.Signal(Signal.GradientRatio).Count));
        script.Report(low, 2, 2.0);
        probe.At(script.Monitor, (in view) => Assert.Equal(0.5, view.Signal(Signal.GradientRatio).Last));
    }

    [Fact]
    public void LayerNorms_BesideTheGlobalNorm_AreNotTheRunsGradientNorm()
    {
        var probe = new ViewProbe();
        var script = probe.Script(new RunFacts { PrimaryMetric = "layers/00.a/grad_norm" });
        script.Report(script.Set("layers/00.a/grad_norm", "layers/00.a/loss", "grad_norm", "val/min_recall", "signals/train_eval_loss"), 1, 9, 8, 1, 0.3, 2);
        probe.At(script.Monitor, (in view) =>
        {
            Assert.Equal(1, view.Gradient.Last);
            Assert.Equal((-1, -1, -1), (view.Roles.Primary, view.Roles.Validation, view.Roles.Score));
        });
    }

    [Fact]
    public void NewAttempt_BeginsSignalsAgain_AndASavedStateKeepsThem()
    {
        var probe = new ViewProbe();
        var script = probe.Script();
        var set = script.Set("signals/weight_norm", "train/loss");
        script.Report(set, 1, 3, 1);
        var loaded = RunMonitor.Load(RunScript.Run, script.Options, new Core.Detection.DetectorCatalog([probe]), script.Monitor.Save());
        probe.At(loaded, (in view) => Assert.Equal(3, view.Signal(Signal.WeightNorm).Last));
        script.Mark(MarkKind.Attempt, 2);
        probe.At(script.Monitor, (in view) => Assert.Equal(0, view.Signal(Signal.WeightNorm).Count));
    }

    [Fact]
    public void Profile_LaterNumbers_AddAndReplace()
    {
        var probe = new ViewProbe();
        var profile = RunFacts.None.Profile;
        var script = probe.Script(new RunFacts { Profile = profile.Add(ProfileNames.Samples, 100).Add(ProfileNames.DuplicateShare, 0.5) });
        script.Apply(new FactsInput(script.Now, RunScript.Trainer, 9, new RunFacts { Profile = profile.Add(ProfileNames.DuplicateShare, 0.25) }));
        var loaded = RunMonitor.Load(RunScript.Run, script.Options, new Core.Detection.DetectorCatalog([probe]), script.Monitor.Save());
        probe.At(loaded, (in view) =>
        {
            Assert.True(view.TryProfile(ProfileNames.Samples, out var samples) && view.TryProfile(ProfileNames.DuplicateShare, out var share)
                && (samples, share) == (100, 0.25));
            Assert.False(view.TryProfile(ProfileNames.MissingShare, out _));
        });
    }

    [Theory]
    [InlineData("layers/00.conv1/grad_norm", 0)]
    [InlineData("layers/17.block.3.fc/grad_norm", 17)]
    [InlineData("layers/123/grad_norm", 123)]
    [InlineData("layers/x/grad_norm", -1)]
    [InlineData("layers//grad_norm", -1)]
    [InlineData("layers/1a.x/grad_norm", -1)]
    [InlineData("train/layers/00.a/grad_norm", -1)]
    [InlineData("layers/00.a/weight_norm", -1)]
    [InlineData("layers/99999999999999999999.a/grad_norm", -1)]
    public void TryReadLayer_OfAName_GivesItsNumber(string name, int layer) =>
        Assert.Equal(layer, SignalNames.TryReadLayer(name, out var read) ? read : -1);

    [Fact]
    public void Take_AnyValues_KeepsItsState() => Assert.Equal(72, System.Runtime.CompilerServices.Unsafe.SizeOf<SignalStatistics>());
}
