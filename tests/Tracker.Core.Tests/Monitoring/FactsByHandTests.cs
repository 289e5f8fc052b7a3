using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>Facts by hand hold from the first input on, in a monitor that is made with them; the one that meets them says that it is outdated.</summary>
public sealed class FactsByHandTests
{
    [Fact]
    public void Apply_FactsByHand_JudgesAsBeforeAndIsOutdated()
    {
        var script = Stuck(null);
        Assert.DoesNotContain("stuck-loss", script.Fired());
        Set(script, new RunFacts { Kind = TrainingKind.Supervised });
        Assert.True(script.Monitor.IsOutdated);
        Assert.Equal(TrainingKind.Unknown, script.Monitor.Facts.Kind);
        script.Reload();
        Assert.True(script.Monitor.IsOutdated);
        Assert.Equal(TrainingKind.Supervised, script.Monitor.Wanted.Kind);
    }

    [Fact]
    public void MadeWithThem_FedAgain_JudgesAsIfTheTrainerHadToldThem()
    {
        var byHand = new RunFacts { Kind = TrainingKind.Supervised };
        var again = Stuck(byHand);
        Set(again, byHand);
        Assert.False(again.Monitor.IsOutdated);
        Assert.Contains("stuck-loss", again.Fired());
        Assert.Equal(byHand, again.Monitor.Describe().FactsByHand);
        Assert.Equal(TrainingKind.Unknown, again.Monitor.Told.Kind);
        again.Reload();
        Assert.Equal((TrainingKind.Supervised, 10), (again.Monitor.Facts.Kind, again.Monitor.Facts.ClassCount));
        Assert.False(again.Monitor.IsOutdated);
    }

    [Fact]
    public void ToldLater_DoesNotReplaceThem()
    {
        var script = Stuck(new RunFacts { Kind = TrainingKind.Regression });
        script.Apply(new FactsInput(script.Now, RunScript.Trainer, 0, new RunFacts { Kind = TrainingKind.Supervised, BatchSize = 8 }));
        Assert.Equal((TrainingKind.Regression, 8), (script.Monitor.Facts.Kind, script.Monitor.Facts.BatchSize));
    }

    [Fact]
    public void Reset_TakesThemBack()
    {
        var script = Stuck(null);
        Set(script, new RunFacts { Kind = TrainingKind.Supervised });
        Set(script, new RunFacts { PlannedSteps = 7 });
        Assert.Equal((TrainingKind.Supervised, 7L), (script.Monitor.Wanted.Kind, script.Monitor.Wanted.PlannedSteps));
        Set(script, RunFacts.None, reset: true);
        Assert.False(script.Monitor.IsOutdated);
    }

    private static RunScript Stuck(RunFacts? byHand)
    {
        var script = new RunScript(byHand: byHand, facts: new RunFacts { ClassCount = 10, PlannedSteps = 2000 });
        var set = script.Set("train/loss");
        for (var step = 0; step < 800; step++) script.Report(set, step, 2.3026 + (0.002 * ((step * 7 % 11) - 5)));
        return script;
    }

    private static void Set(RunScript script, RunFacts facts, bool reset = false) => script.Apply(new FactsByHandInput(script.Now, facts, reset));
}
