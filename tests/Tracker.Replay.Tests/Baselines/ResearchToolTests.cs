using Tracker.Replay.Baselines;
using Tracker.Replay.Readers;

namespace Tracker.Replay.Tests.Baselines;

public sealed class ResearchToolTests
{
    [Fact]
    public void AutoTrainer_AfterAnExplosion_SaysSoAtTheNextThirdEpoch()
    {
        Assert.Equal([2, 3], new AutoTrainer(100).FiresAt([new(1, double.NaN, 1), new(2, 1, 1), new(3, 1, 1), new(4, 1, 1)]));
        Assert.Empty(new AutoTrainer(100).FiresAt([new(1, 1000, 1), new(2, 1, 1), new(3, 1, 1)]));
    }

    [Fact]
    public void AutoTrainer_SlowAccuracy_WaitsFor30PercentOfTheEpochs()
    {
        var slow = Enumerable.Range(1, 12).Select(epoch => Epoch(epoch, 0.1 + (0.001 * epoch))).ToList();
        Assert.Equal([8, 9, 10, 11], new AutoTrainer(30).FiresAt(slow));
        Assert.Equal([11], new AutoTrainer(31).FiresAt(slow));
        Assert.Empty(new AutoTrainer(null).FiresAt(slow));
    }

    [Theory]
    [InlineData(0.02, 0.75)]
    [InlineData(0.5, 0.511)]
    public void AutoTrainer_OneGoodEpoch_IsNotSlow(double first, double last) =>
        Assert.Empty(new AutoTrainer(3).FiresAt([Epoch(1, first), Epoch(2, last), Epoch(3, last)]));

    [Theory]
    [InlineData(0.031, true)]
    [InlineData(0.029, false)]
    public void AutoTrainer_AccuracyThatSwings_IsOscillating(double swing, bool fires)
    {
        var rows = Enumerable.Range(1, 30).Select(epoch => Epoch(epoch, epoch % 2 == 0 ? 0.9 : 0.9 - swing));
        Assert.Equal(fires, new AutoTrainer(30).FiresAt(rows).Count > 0);
    }

    [Fact]
    public void AutoTrainer_AFewSwings_IsNotOscillating()
    {
        var rows = Enumerable.Range(1, 30).Select(epoch => Epoch(epoch, epoch is 3 or 5 ? 0.8 : 0.9));
        Assert.Empty(new AutoTrainer(30).FiresAt(rows));
    }

    [Fact]
    public void DeepDiagnosis_FiveEqualLosses_AreFlatAndNearlyEqualOnesAreNot()
    {
        Assert.Equal([4], new DeepDiagnosis().FiresAt(Enumerable.Range(1, 6).Select(epoch => new LoggedRow(epoch, epoch < 6 ? 2 : 1.999999, 1))));
        Assert.Empty(new DeepDiagnosis().FiresAt(Enumerable.Range(1, 20).Select(epoch => new LoggedRow(epoch, 2 - (1e-9 * epoch), 1))));
    }

    [Fact]
    public void DeepDiagnosis_TwentyEqualAccuracies_AreFlat() =>
        Assert.Equal([19, 20], new DeepDiagnosis().FiresAt(Enumerable.Range(1, 21).Select(epoch => Epoch(epoch, 0.5, loss: 1.0 / epoch))));

    [Fact]
    public void DeepDiagnosis_AccuracyOfZeroOrALossThatIsNoNumber_FiresAtThatEpoch() =>
        Assert.Equal([0, 2], new DeepDiagnosis().FiresAt([Epoch(1, 0), Epoch(2, 0.5), Epoch(3, 0.5, double.PositiveInfinity), Epoch(4, 0.5)]));

    [Fact]
    public void ZScore_AfterItsWindow_FiresAtALossFarAboveTheMean()
    {
        // Mean 0 and deviation 1 of what came before; the losses that follow are kept in the window too.
        var rows = Enumerable.Range(0, 50).Select(i => new LoggedRow(i, i % 2 == 0 ? 1 : -1)).ToList();
        Assert.Empty(new ZScoreWindow(3).FiresAt([.. rows[..49], new(49, 100)]));
        Assert.Equal([50], new ZScoreWindow(3).FiresAt([.. rows, new(50, 3.1)]));
        Assert.Empty(new ZScoreWindow(3).FiresAt([.. rows, new(50, 2.9), new(51, -9), new(52, double.NaN)]));
    }

    [Fact]
    public void Catalog_OfAllRules_HasUniqueNames()
    {
        Assert.Equal(12, BaselineCatalog.Names.Distinct().Count());
        Assert.Equal(12, BaselineCatalog.Names.Length);
    }

    private static LoggedRow Epoch(int epoch, double accuracy, double loss = 1) => new(epoch, loss, 1, accuracy, accuracy);
}
