using Tracker.Core.Alerting;
using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;

namespace Tracker.Replay.Tests.Scoring;

public sealed class CurveScoreTests
{
    [Fact]
    public void Of_ANonFiniteCurve_FindsItAtTheNextRowAndMeasuresFromTheFirst()
    {
        var curve = Curve("non-finite", [4, 3, double.NaN, double.NaN]);
        var dense = CurveScore.Of(curve, new CurveRegime(CurveSampling.Every));
        Assert.Equal((2, 2L, 2L), (dense.Onset, dense.FirstNonFinite, dense.Found!.Step));
        Assert.Equal(0, dense.DelayShare(dense.Found.Step));

        var epochs = CurveScore.Of(curve, new CurveRegime(CurveSampling.EpochMean));
        Assert.Equal((2L, 2L), (epochs.FirstNonFinite, epochs.Found!.Step));
        Assert.Equal((2, 0.5), (epochs.Delay(epochs.Found.Step), epochs.DelayShare(epochs.Found.Step)));
    }

    [Fact]
    public void Onset_OfADegradedCurve_IsItsBestEpoch() =>
        Assert.Equal(2, CurveScore.Of(Curve("degraded", [4, 3, 2, 1]) with { TrainLoss = [4, 1, 3] }, new CurveRegime(CurveSampling.Every)).Onset);

    [Fact]
    public void FalseIncidents_AreThoseThatAreNotTrueOfTheVerdict()
    {
        Assert.Equal(2, Score("healthy", "spike", "spike").FalseIncidents);
        Assert.Equal(1, Score("diverged", "diverged", "oscillation", "train-val-divergence").FalseIncidents);
        Assert.Null(Score("good", "spike").FalseIncidents);
        Assert.Null(Score("diverged", "oscillation").Found);
        Assert.Equal("stuck-loss", Score("diverged", "oscillation", "stuck-loss").Found!.Detector);
    }

    [Fact]
    public void Row_OfAVerdict_CountsRunsAndIncidents()
    {
        var row = Assert.Single(VerdictRow.Of([Score("healthy"), Score("healthy", "spike", "spike"), Score("healthy", "regressed")]));
        Assert.Equal((3, 2, 3, 1000.0), (row.Runs, row.AnyWarning, row.FalseIncidents, row.FalseIncidentsPerMillion));
        Assert.Equal([("regressed", 1), ("spike", 1)], row.Detectors.Select(pair => (pair.Key, pair.Value)));
        Assert.False(row.HasFault);
    }

    [Fact]
    public void Delay_OfWhatWasFound_HasMedianAndP90()
    {
        var row = new VerdictRow("stuck", [.. Enumerable.Range(1, 10).Select(step => Score("stuck") with { Incidents = [Incident("stuck-loss", step)] }), Score("stuck")]);
        Assert.Equal((10, 5.0, 9.0, 0.05), (row.Found, row.Delay(0.5), row.Delay(0.9), row.DelayShare(0.5)));
    }

    [Theory]
    [InlineData(0, 90, 0, 0.041)]
    [InlineData(64, 64, 0.943, 1)]
    [InlineData(5, 10, 0.237, 0.763)]
    public void Wilson_OfCounts_IsTheTextbooks(int count, int n, double low, double high)
    {
        var interval = Wilson.Of(count, n);
        Assert.Equal((low, high), (Math.Round(interval.Low, 3), Math.Round(interval.High, 3)));
    }

    private static CurveScore Score(string verdict, params string[] detectors) => new()
    {
        Name = "toy",
        Problem = "toy",
        Verdict = verdict,
        Tuned = false,
        Regime = new CurveRegime(CurveSampling.Every),
        Samples = 1000,
        Length = 100,
        StepsPerUnit = 1,
        Onset = 0,
        FirstNonFinite = null,
        Incidents = [.. detectors.Select(detector => Incident(detector, 1))],
        Infos = [],
        FirstCause = null,
    };

    private static Incident Incident(string detector, long step) => new(detector, step, Severity.Warning, false, "");

    private static StoredCurve Curve(string verdict, double[] losses) => new()
    {
        Problem = "toy",
        Optimizer = "sgd",
        LearningRate = 0.1,
        Seed = 1,
        BatchSize = 8,
        Verdict = verdict,
        MinibatchTrainLoss = losses,
        TrainLoss = [4, 3, 2],
        TestLoss = [4, 3, 2],
    };
}
