using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Monitoring;

namespace Tracker.Core.Tests.Monitoring;

public sealed class DetectorErrorTests
{
    private static readonly DetectorCatalog Catalog = new(
    [
        new DetectorEntry<NonFiniteDetector, NonFiniteState, NonFiniteOptions>(new()),
        new DetectorEntry<BrokenDetector, NoState, object>(new()),
    ]);

    [Fact]
    public void Apply_ADetectorThatThrows_IsOffForTheRunAndTheOthersGoOn()
    {
        var script = new RunScript(catalog: Catalog);
        var set = script.Set("train/loss");
        for (var step = 1; step <= 20; step++) script.Report(set, step, step > 10 ? double.NaN : 2);
        Assert.Equal(["detector-error", "non-finite"], script.Fired());
        Assert.Contains("broken failed at step 1 (InvalidOperationException: three)", script.Monitor.Describe().Alerts[0].Message, StringComparison.Ordinal);
        Assert.Equal(JudgementState.Disabled, script.Judgement("broken").State);

        var loaded = RunMonitor.Load(RunScript.Run, script.Options, Catalog, script.Monitor.Save());
        Assert.Equal(JudgementState.Disabled, loaded.Describe().Judgements.Single(judgement => judgement.Detector == "broken").State);
    }

    private sealed class BrokenDetector : IDetector<NoState, object>
    {
        public static string Id => "broken";

        public static Occasions When => Occasions.Samples;

        public static string[] YieldsTo => [];

        public static Verdict Judge(ref NoState state, object options, in RunView view) => throw new InvalidOperationException("three");

        public static string Explain(in NoState state, object options, in RunView view, int rule, long held) => "";
    }
}
