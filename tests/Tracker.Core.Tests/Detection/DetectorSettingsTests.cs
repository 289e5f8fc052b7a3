using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Core.Tests.Detection;

public sealed class DetectorSettingsTests
{
    [Fact]
    public void Problem_NothingSet_IsNone() => Assert.Null(new MonitorOptions().Problem());

    [Theory]
    [InlineData("stuck-loss", "ChanceShare", "0.9")]
    [InlineData("STUCK-loss", "chanceshare", "0.99")]
    [InlineData("train-val-divergence", "Evaluations", "4")]
    [InlineData("throughput-drop", "Length", "1h")]
    [InlineData("stalled-run", "Enabled", "false")]
    public void Problem_GoodSetting_IsNone(string id, string option, string value) => Assert.Null(Options(id, option, value).Problem());

    [Theory]
    [InlineData("stuck", "Enabled", "false", "Detectors:stuck names no detector: there are non-finite, ")]
    [InlineData("stuck-loss", "Chance", "0.9", "Detectors:stuck-loss:Chance is no option: there are Enabled, ChanceShare, ")]
    [InlineData("stuck-loss", "ChanceShare", "2", "Detectors:stuck-loss:ChanceShare is 2: give 0.8 to 0.99.")]
    [InlineData("stuck-loss", "ChanceShare", "NaN", "Detectors:stuck-loss:ChanceShare is NaN: give 0.8 to 0.99.")]
    [InlineData("stuck-loss", "ChanceShare", "much", "Detectors:stuck-loss:ChanceShare is much: give 0.8 to 0.99.")]
    [InlineData("stuck-loss", "Enabled", "no", "Detectors:stuck-loss:Enabled is no: give true or false.")]
    [InlineData("train-val-divergence", "Evaluations", "3.5", "Detectors:train-val-divergence:Evaluations is 3.5: give 2 to 20.")]
    [InlineData("throughput-drop", "Length", "10", "Detectors:throughput-drop:Length is 10: give 1s to 7d.")]
    public void Problem_WrongSetting_IsASentence(string id, string option, string value, string problem)
    {
        var options = Options(id, option, value);

        Assert.StartsWith(problem, options.Problem(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RunMonitor(new RunId(1), options));
    }

    [Fact]
    public void Default_OptionSet_JudgesWithIt()
    {
        var entry = Catalog("stuck-loss", "ChanceShare", "0.85").Entries.Single(one => one.Id == "stuck-loss");

        Assert.Equal(0.85, ((StuckLossOptions)entry.CopyOptions()).ChanceShare);
        Assert.Contains("ChanceShare = 0.85", entry.OptionValues, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_SwitchedOff_IsNotThere()
    {
        var judged = new RunMonitor(new RunId(1), Options("Stuck-Loss", "enabled", "False")).Describe().Judgements;

        Assert.DoesNotContain(judged, judgement => judgement.Detector == "stuck-loss");
        Assert.Contains(judged, judgement => judgement.Detector == "diverged");
    }

    [Fact]
    public void Default_SilenceSwitchedOff_WaitsForNoSilence()
    {
        var catalog = Catalog("stalled-run", "Enabled", "false");

        Assert.DoesNotContain(catalog.Entries, entry => entry.Id == "stalled-run");
    }

    [Fact]
    public void JudgeVersion_OfAnySetting_IsAnother()
    {
        var versions = new[]
        {
            new MonitorOptions(), Options("stuck-loss", "ChanceShare", "0.9"), Options("stuck-loss", "ChanceShare", "0.91"), Options("stuck-loss", "Enabled", "false"),
        };

        Assert.Distinct(versions.Select(RunMonitor.JudgeVersion));
        Assert.Equal(RunMonitor.JudgeVersion(new MonitorOptions()), RunMonitor.JudgeVersion(Options("stuck-loss", "ChanceShare", "0.95")));
    }

    private static DetectorCatalog Catalog(string id, string option, string value) => DetectorCatalog.Default(new StalledRunOptions(), Options(id, option, value).Detectors);

    private static MonitorOptions Options(string id, string option, string value) => new()
    {
        Detectors = new Dictionary<string, IReadOnlyDictionary<string, string>> { [id] = new Dictionary<string, string> { [option] = value } },
    };
}
