using CsCheck;
using Tracker.Core.Alerting;
using Tracker.Core.Metrics;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Monitoring;

/// <summary>Series of the machine are kept, and change nothing of what is said of the training.</summary>
public sealed class SystemSeriesTests
{
    private static readonly ProducerId Sampler = new(8);
    private static readonly string[] Names = ["system/process/cpu", "system/gpu/0/utilisation", "system/train/loss"];

    [Fact]
    public void Apply_WithSystemSamplesAnywhere_JudgesBitEqual() =>
        Gen.Select(RandomRun.Gen, RandomRun.Cuts, Gen.Double[0, 2].Array[8]).Sample(
            (run, cuts, values) =>
            {
                var plain = run.Apply(cuts);
                var sampler = new Sampling(values);
                var sampled = run.Apply(cuts, sampler.Sample);
                Assert.Equal(Said(plain), Said(sampled));
                Assert.True(sampled.Monitor.Describe().Samples > plain.Monitor.Describe().Samples);
            },
            iter: 60);

    [Fact]
    public void Apply_WithASystemColumnInEveryRow_JudgesBitEqual() => RandomRun.Gen.Sample(
        run => Assert.Equal(Said(run.Apply([16])), Said(run.Apply([16], systemColumn: true))),
        iter: 60);

    [Fact]
    public void Describe_SystemSeries_AreKeptWithTheirRole()
    {
        var script = new RunScript();
        var set = script.Set("system/process/cpu");
        script.Report(set, 10, 0.5);
        script.Report(set, 20, double.NaN);
        script.Report(set, 30, 1.5);
        var metric = Assert.Single(script.Monitor.Describe().Metrics);
        Assert.Equal((MetricRole.System, 3L, 1L, 30L, 1.5), (metric.Role, metric.Count, metric.NonFinite, metric.LastStep, metric.Last));
        Assert.Equal((-1L, null, RunStatus.Created), (script.Monitor.Describe().Step, script.Monitor.Describe().LastReportAt, script.Monitor.Status));
        Assert.Empty(script.Fired(Severity.Info));
    }

    [Fact]
    public void Tick_HungRunWithSystemSamples_IsStalledAsIfAlone()
    {
        var (silent, sampled) = (Trained(), Trained());
        var sampler = new Sampling([0.1]);
        for (var second = 0; second < 600; second += 10)
        {
            silent.Tick(TimeSpan.FromSeconds(10));
            sampled.Tick(TimeSpan.FromSeconds(10));
            sampler.Sample(sampled);
        }

        Assert.Contains("stalled-run", sampled.Fired());
        Assert.Equal(Said(silent), Said(sampled));
    }

    [Fact]
    public void Report_SystemSamplesOfALostOrEndedRun_DoNotReviveIt()
    {
        var lost = Trained();
        lost.Tick(TimeSpan.FromDays(8));
        Assert.Equal(RunStatus.Lost, lost.Monitor.Status);
        new Sampling([1]).Sample(lost);
        Assert.Equal(RunStatus.Lost, lost.Monitor.Status);

        var ended = Trained();
        ended.Finish();
        new Sampling([1]).Sample(ended, attempt: 2);
        Assert.Equal((RunStatus.Finished, 1), (ended.Monitor.Status, ended.Monitor.Attempt));
    }

    [Fact]
    public void Reload_WithSystemSeries_GoesOnBitForBit()
    {
        var (straight, reloaded) = (Trained(), Trained());
        var (one, other) = (new Sampling([0.3]), new Sampling([0.3]));
        for (var turn = 0; turn < 20; turn++)
        {
            straight.Tick(TimeSpan.FromSeconds(10));
            one.Sample(straight);
            reloaded.Tick(TimeSpan.FromSeconds(10));
            other.Sample(reloaded);
            reloaded.Reload();
        }

        Assert.Equal(straight.Monitor.Save(), reloaded.Monitor.Save());
    }

    private static RunScript Trained()
    {
        var script = new RunScript(new RunFacts { Kind = TrainingKind.Supervised });
        var set = script.Set("train/loss");
        for (var step = 0; step < 100; step++)
        {
            script.Now += TimeSpan.FromSeconds(1);
            script.Report(set, step, 2.3 * Math.Exp(-step / 50.0));
        }

        return script;
    }

    /// <summary>All that is told of the training.</summary>
    private static string Said(RunScript script)
    {
        var told = script.Monitor.Describe();
        return string.Join('\n', [
            .. script.Events.Select(made => made switch
            {
                FindingChanged changed => $"{changed.Number} {changed.Step} {changed.Finding.Cause} {changed.Finding.Likelihood:R} {string.Join('|', changed.Finding.Evidence)}",
                RemedyProposed proposed => $"{proposed.Number} {proposed.Step} {proposed.Plan.Remedy} {proposed.Plan.Advice}",
                _ => made.ToString(),
            }),
            .. told.Alerts.Select(alert => alert.ToString()),
            .. told.Findings.Select(finding => $"{finding.Cause} {finding.Likelihood:R}"),
            .. told.Judgements.Select(judgement => judgement.ToString()),
            .. told.Metrics.Where(metric => metric.Role != MetricRole.System).Select(metric => metric.ToString()),
            $"{told.Status} {told.StatusReason} {told.Attempt} {told.Step} {told.LastReportAt} {told.EndedAt} {told.ExpectedInterval} {told.SilenceLimit} {told.NextDeadline} {told.LastEvent}",
        ]);
    }

    /// <summary>A producer beside the trainer, with steps and times of its own.</summary>
    private sealed class Sampling(double[] values)
    {
        private ulong _sequence;
        private long _step;

        public void Sample(RunScript script) => Sample(script, 1);

        public void Sample(RunScript script, int attempt)
        {
            if (_sequence == 0) script.Apply(new SetInput(script.Now, Sampler, ++_sequence, 0, 1, [.. Names]));
            _step += 1_000;
            var bytes = new byte[Names.Length * sizeof(double)];
            for (var i = 0; i < Names.Length; i++)
                BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(double)), i == 2 ? double.NaN : values[(int)(_sequence % (ulong)values.Length)]);
            long[] steps = [_step];
            long[] times = [script.Now.Microseconds + _step];
            script.Apply(new FramesInput(script.Now, [new Frame(Sampler, ++_sequence, attempt, 1, steps, times, bytes, isFloat32: false)]));
        }
    }
}
