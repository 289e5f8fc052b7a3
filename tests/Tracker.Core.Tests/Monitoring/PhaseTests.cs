using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class PhaseTests
{
    [Fact]
    public void Phase_Declared_LearnsAnewAndKeepsStartAndBest()
    {
        var probe = new ViewProbe();
        var script = probe.Script(new RunFacts { Kind = TrainingKind.Supervised, PlannedSteps = 2000 });
        var set = script.Set("train/loss");
        for (var step = 0; step < 600; step++) script.Report(set, step, 2.3 * Math.Exp(-step / 100.0));
        double start = 0, best = 0;
        probe.At(script.Monitor, (in view) => (start, best) = (view.Loss.Start, view.Loss.Best));
        script.Mark(MarkKind.Phase, 600, "unfreeze");
        script.Report(set, 600, 1.5);
        probe.At(script.Monitor, (in view) =>
        {
            Assert.Equal((start, best), (view.Loss.Start, view.Loss.Best));
            Assert.InRange(view.Loss.Fast, 1.4, 1.6);
        });
        Assert.Equal(new RunPhase("unfreeze", 600), script.Monitor.Describe().Phase);
        var loaded = RunMonitor.Load(RunScript.Run, script.Options, new Core.Detection.DetectorCatalog([probe]), script.Monitor.Save());
        Assert.Equal(new RunPhase("unfreeze", 600), loaded.Describe().Phase);
        Assert.Equal(script.Monitor.Save(), loaded.Save());
    }

    [Fact]
    public void Phase_BeforeTheFirstSample_ChangesNothing()
    {
        var (plain, phased) = (new RunScript(), new RunScript());
        phased.Mark(MarkKind.Phase, 0, "warm-up");
        foreach (var script in new[] { plain, phased })
        {
            var set = script.Set("train/loss");
            for (var step = 0; step < 100; step++) script.Report(set, step, 2.3 - (0.01 * step));
        }

        Assert.Equal(plain.Monitor.Describe().Judgements, phased.Monitor.Describe().Judgements);
        Assert.Null(plain.Monitor.Describe().Phase);
    }
}
