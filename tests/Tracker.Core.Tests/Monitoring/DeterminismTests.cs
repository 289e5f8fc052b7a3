using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

public sealed class DeterminismTests
{
    [Fact]
    public void Apply_AnyCutIntoFramesAndInputs_GivesBitEqualStateAndTheSameEvents() =>
        Gen.Select(RandomRun.Gen, RandomRun.Cuts).Sample(
            (run, cuts) =>
            {
                var whole = run.Apply([int.MaxValue]);
                var cut = run.Apply(cuts);
                var single = run.Apply([1]);
                Assert.Equal(Text(whole), Text(cut));
                Assert.Equal(Text(whole), Text(single));
                Assert.Equal(whole.Monitor.Save(), cut.Monitor.Save());
                Assert.Equal(whole.Monitor.Save(), single.Monitor.Save());
            },
            iter: 60);

    [Fact]
    public void Apply_WithSaveAndLoadAnywhere_GivesBitEqualStateAndTheSameEvents() =>
        Gen.Select(RandomRun.Gen, RandomRun.Cuts).Sample(
            (run, cuts) =>
            {
                var straight = run.Apply(cuts);
                var reloaded = run.Apply(cuts, script => script.Reload());
                Assert.Equal(Text(straight), Text(reloaded));
                Assert.Equal(straight.Monitor.Save(), reloaded.Monitor.Save());
                Assert.Equivalent(straight.Monitor.Describe(), reloaded.Monitor.Describe(), strict: true);
            },
            iter: 40);

    [Theory]
    [InlineData(1024)]
    [InlineData(1 / 4096.0)]
    [InlineData(4.656612873077393e-10)]
    public void Apply_LossesScaledByAPowerOfTwo_GivesTheSameAlerts(double scale) => RandomRun.Gen.Sample(
        made =>
        {
            // With classes the chance level is an absolute number, and scaling must matter.
            var run = made with { Facts = made.Facts with { ClassCount = null } };
            Assert.Equal(Alerts(run.Apply([64])), Alerts(run.Apply([64], scale: scale)));
        },
        iter: 60);

    [Fact]
    public void Apply_Binary32_JudgesTheWidenedValues()
    {
        var (wide, narrow) = (new RunScript(Facts), new RunScript(Facts));
        for (var step = 1; step <= 400; step++)
        {
            double[] row = [(float)(2.3 + (0.001 * (step % 5)))];
            wide.Report(wide.Frame(step == 1 ? wide.Set("loss") : 1, [step], [row]));
            narrow.Report(narrow.Frame(step == 1 ? narrow.Set("loss") : 1, [step], [row], single: true));
        }

        Assert.Equal(wide.Monitor.Save(), narrow.Monitor.Save());
    }

    [Fact]
    public void Apply_AnyBits_NeverThrowsNorFailsADetector()
    {
        var special = Gen.OneOf(
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308, -1e308, 1e300, double.Epsilon, -double.Epsilon, -0.0, 0, 1, double.MaxValue);
        var value = Gen.OneOf<double>(special, special, Gen.Double, Gen.Double[0, 3]);
        var step = Gen.OneOf<long>(Gen.Long[0, 2000], Gen.OneOf(0L, long.MaxValue, long.MinValue, -1));
        var time = Gen.OneOf<long>(Gen.Long, Gen.Long[0, 1_000_000_000]);
        Gen.Select(Gen.Select(step, time, value.Array[5]).Array[1, 300], Gen.Int[-1, 3], Gen.Long[-5, 3000]).Sample(
            (rows, classes, planned) =>
            {
                var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised, ClassCount = classes, PlannedSteps = planned });
                var set = script.Set("train/loss", "val/loss", "val/accuracy", "lr", "grad_norm");
                foreach (var (at, when, values) in rows) script.Report(script.Frame(set, [at], [values], [when]));
                script.Tick(TimeSpan.FromDays(3));
                script.Reload();
                var described = script.Monitor.Describe();
                Assert.DoesNotContain(described.Alerts, alert => alert.Detector == "detector-error");
                Assert.Equal(rows.Length * 5, described.Samples);
            },
            iter: 300);
    }

    [Fact]
    public void Apply_AfterWarmUp_AllocatesNothing()
    {
        // Healthy, so that no event comes of it, with everything on: two sets, evaluations, rate, gradient.
        var script = new RunScript(Facts with { PlannedSteps = 20_000, ClassCount = 10 });
        var train = script.Set("train/loss", "lr", "grad_norm");
        var validation = script.Set("val/loss", "val/accuracy");
        var inputs = new List<RunInput>();
        for (var block = 0; block < 300; block++)
        {
            var steps = Enumerable.Range(1 + (block * 20), 20).Select(step => (long)step).ToArray();
            double[][] rows = [.. steps.Select(step => new[] { 0.3 + (2 * Math.Exp(-step / 4000.0)) + (0.01 * (step % 3)), 0.1, 1.0 })];
            double[][] evaluation = [[0.4 + (2 * Math.Exp(-steps[^1] / 4000.0)), 0.9 - Math.Exp(-steps[^1] / 4000.0)]];
            inputs.Add(new FramesInput(script.Now, [script.Frame(train, steps, rows), script.Frame(validation, [steps[^1]], evaluation)]));
        }

        // Between the 128th evaluation and the 256th: where a count is a power of two the causes are looked for.
        foreach (var input in inputs.Take(130)) script.Apply(input);
        var events = script.Events.Count;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 130; i < 255; i++) script.Monitor.Apply(i, inputs[i], script.Events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(events, script.Events.Count);
        Assert.Equal(0, allocated);
    }

    private static RunFacts Facts => new() { Kind = TrainingKind.Supervised };

    private static string[] Text(RunScript script) => [.. script.Events.Select(made => made switch
    {
        FindingChanged changed => $"{changed.Number} {changed.Step} {changed.Finding.Cause} {changed.Finding.Likelihood:R} {string.Join('|', changed.Finding.Evidence)}",
        RemedyProposed proposed => $"{proposed.Number} {proposed.Step} {proposed.Plan.Remedy} {proposed.Plan.Advice}",
        _ => made.ToString(),
    })];

    private static (string, int, long)[] Alerts(RunScript script) =>
        [.. script.Alerts.Select(alert => (alert.Detector, (int)alert.State * 10 + (int)alert.Severity, alert.Step))];
}
