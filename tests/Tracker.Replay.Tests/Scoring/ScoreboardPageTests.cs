using Tracker.Replay.Scoring;
using Tracker.Testing;

namespace Tracker.Replay.Tests.Scoring;

public sealed class ScoreboardPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "scoreboard.md");

    [Fact]
    public void CommittedPage_HasEveryRow_WithAnchorAndAim()
    {
        var rows = File.ReadAllLines(Page);
        foreach (var promise in new ScoreboardPage { Command = "", Commit = "", Date = "" }.Promises)
            Assert.Contains(rows, row => row.StartsWith($"| {promise.Measure} | {promise.Published} | {promise.Promised} | ", StringComparison.Ordinal));
    }

    [Fact]
    public void CommittedPage_NamesCommandCommitAndDate() =>
        Assert.Matches(@"Written by `tracker score --curves \S+ --generated \S+ --synthetic --write \S+` of commit [0-9a-f]{7,} on 20\d\d-\d\d-\d\d", File.ReadAllText(Page));

    [Fact]
    public void Render_WithoutRuns_SaysThatNothingWasMeasured()
    {
        var page = new ScoreboardPage { Command = "tracker score", Commit = "abcdef0", Date = "2026-01-31" };
        Assert.Contains("Written by `tracker score` of commit abcdef0 on 2026-01-31", page.Render(), StringComparison.Ordinal);
        Assert.All(page.Promises, promise => Assert.Equal(("not measured", null), (promise.Here, promise.Kept)));
    }
}
