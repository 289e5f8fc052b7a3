using Tracker.Replay.Scoring.Synthetic;

namespace Tracker.Replay.Tests.Scoring;

public sealed class SyntheticScoreTests
{
    /// <summary>Streams at the edge: a few of their runs are warned of.</summary>
    private static readonly string[] WarnedOf = ["noise of half the gain", "flat fine-tuning", "annealed weight of a term, declared as phases"];

    [Fact]
    public void Score_OfHealthyStreams_WarnsOfNone()
    {
        var scores = SyntheticScore.Score("", 2, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(SyntheticScore.Streams.Length * SyntheticScore.Regimes.Length * 2, scores.Count);
        foreach (var score in scores.Where(score => !WarnedOf.Contains(score.Stream)))
            Assert.True(score.Incidents.IsEmpty, $"{score.Stream}, seed {score.Seed}, {score.Regime}: {string.Join("; ", score.Incidents.Select(one => one.Message))}");
    }

    [Fact]
    public void Promise_OfAStreamThatIsWarnedOf_NamesIt()
    {
        var quiet = new SyntheticScore("plain", 1, SyntheticScore.Regimes[0], []);
        var loud = quiet with { Stream = "loud", Incidents = [new("spike", 1, Core.Alerting.Severity.Warning, false, "")] };
        Assert.True(SyntheticTables.PromiseOf([quiet]).Kept);
        Assert.Contains("1 of 2 runs (2 streams, 8 regimes): loud", SyntheticTables.PromiseOf([quiet, loud]).Here, StringComparison.Ordinal);
        Assert.False(SyntheticTables.PromiseOf([quiet, loud]).Kept);
    }
}
