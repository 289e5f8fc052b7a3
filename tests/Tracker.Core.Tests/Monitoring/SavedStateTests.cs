using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class SavedStateTests
{
    [Fact]
    public void Load_OfSavedState_GoesOnBitForBit()
    {
        var straight = new RunScript(new RunFacts { Kind = TrainingKind.Supervised, ClassCount = 10, PlannedSteps = 2000, Name = "a" });
        var broken = new RunScript(new RunFacts { Kind = TrainingKind.Supervised, ClassCount = 10, PlannedSteps = 2000, Name = "a" });
        var sets = new[] { straight, broken }.Select(script => script.Set("train/loss", "val/loss", "val/accuracy", "lr", "grad_norm")).ToArray();
        for (var step = 1; step <= 600; step++)
        {
            double[] row = [step is > 300 and < 310 ? double.NaN : 2.3026 + (0.001 * (step % 7)), 2.31, 0.1, 1e-6, 0.5];
            straight.Report(sets[0], step, row);
            broken.Report(sets[1], step, row);
            if (step % 13 == 0) broken.Reload();
        }

        Assert.Equal(straight.Monitor.Save(), broken.Monitor.Save());
        Assert.Equal(straight.Events.Select(made => made.ToString()), broken.Events.Select(made => made.ToString()));
        Assert.Contains("non-finite", straight.Fired());
        Assert.Equivalent(straight.Monitor.Describe(), broken.Monitor.Describe(), strict: true);
    }

    [Fact]
    public void Load_OfAnythingElse_ThrowsFormatException()
    {
        var script = new RunScript();
        script.Report(script.Set("train/loss"), 1, 2.3);
        var saved = script.Monitor.Save();
        for (var i = 0; i < saved.Length; i += 3)
        {
            var changed = saved.ToArray();
            changed[i] ^= 0x40;
            Assert.Throws<FormatException>(() => RunMonitor.Load(RunScript.Run, script.Options, changed));
            Assert.Throws<FormatException>(() => RunMonitor.Load(RunScript.Run, script.Options, saved.AsSpan(0, i)));
        }

        Assert.Throws<FormatException>(() => RunMonitor.Load(RunScript.Run, new MonitorOptions { StallFloor = TimeSpan.FromSeconds(5) }, saved));
    }

    [Fact]
    public void JudgeVersion_ByOptions_DiffersAndIsStable()
    {
        var version = RunMonitor.JudgeVersion(new MonitorOptions());
        Assert.Equal(version, RunMonitor.JudgeVersion(new MonitorOptions()));
        Assert.NotEqual(version, RunMonitor.JudgeVersion(new MonitorOptions { StallFloor = TimeSpan.FromSeconds(5) }));
        Assert.NotEqual(version, RunMonitor.JudgeVersion(new MonitorOptions { LostAfter = TimeSpan.FromHours(5) }));
    }
}
