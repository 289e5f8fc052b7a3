using Tracker.Core.Runs;
using Tracker.Runtime.Search;

namespace Tracker.Runtime.Tests.Search;

public sealed class FilterParserTests
{
    private static readonly Timestamp Now = Timestamp.From(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("status = failed and lr > 0.01 and optimizer = \"adam\" and tag.team = \"vision\" and metric(\"val/loss\").best < 0.3 and name ~ \"resnet.*\" and created > 7d and not pinned")]
    [InlineData("NOT (a = 1 OR b in (1, two, \"three\")) and c not in (4)")]
    [InlineData("has(lr) or pinned = false or severity >= warning or bytes > 10MB or duration < 90m")]
    [InlineData("metric(val/loss).last <= -1e-3 and created >= 2026-01-31 and ended < \"2026-01-31T12:00:00Z\"")]
    [InlineData("имя = \"日本 \"\"x\"\"\" and fact('it''s') !~ '^\\d+$'")]
    public void Read_WhatTheDocumentationShows_IsRead(string filter) => Assert.Null(FilterParser.Read(filter, new SearchOptions(), Now).Problem);

    [Theory]
    [InlineData("lr >", "at character 5, a number, a word or a text in quotes to compare lr with was expected, not the end.")]
    [InlineData("lr 0.1", "at character 4, =, !=, <, <=, >, >=, ~, !~ or in after lr was expected, not '0.1'.")]
    [InlineData("status = broken", "at character 10, 'broken' is nothing that status is compared with: give created, running, finished, failed, cancelled or lost.")]
    [InlineData("created > yesterday", "'yesterday' is nothing that created is compared with: give an age, as 7d or 12h")]
    [InlineData("step > many", "'many' is nothing that step is compared with: give a number")]
    [InlineData("step ~ \"1\"", "step is no text: ~ matches texts alone")]
    [InlineData("metric(\"val/loss\") < 1", ".best, .last or .best_step after metric(\"val/loss\") was expected")]
    [InlineData("metric(\"val/loss\").worst < 1", ".best, .last or .best_step after metric(\"val/loss\") was expected")]
    [InlineData("(a = 1", "')', 'and' or 'or' was expected, not the end")]
    [InlineData("a = 1 b = 2", "'and', 'or' or the end was expected, not 'b'")]
    [InlineData("a = \"x", "this quote is never closed")]
    [InlineData("a = 1; DROP TABLE run", "';' means nothing here")]
    [InlineData("name ~ \"(\"", "the regular expression for name cannot be read")]
    [InlineData("name ~ \"(?=x)y\"", "asks for what would take too long (look-around")]
    [InlineData("name ~ \"((a{0,200}){0,200}){0,200}\"", "asks for what would take too long")]
    [InlineData("in (1)", "was expected, not")]
    public void Read_Wrong_NamesThePlaceAndWhatWasExpected(string filter, string sentence)
    {
        var problem = FilterParser.Read(filter, new SearchOptions(), Now).Problem;

        Assert.StartsWith("the filter cannot be read: ", problem, StringComparison.Ordinal);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TooLongDeepOrMuch_IsRefused()
    {
        var limits = new SearchOptions();
        Assert.Contains("4,096 is the most", FilterParser.Read(new string('x', 5_000), limits, Now).Problem, StringComparison.Ordinal);
        Assert.Contains("lie deeper than 32", FilterParser.Read($"{new string('(', 40)}a = 1{new string(')', 40)}", limits, Now).Problem, StringComparison.Ordinal);
        Assert.Contains("lie deeper than 32", FilterParser.Read($"{string.Concat(Enumerable.Repeat("not ", 40))}a = 1", limits, Now).Problem, StringComparison.Ordinal);
        Assert.Contains("compares more than 100 times", FilterParser.Read(string.Join(" or ", Enumerable.Repeat("a=1", 101)), limits, Now).Problem, StringComparison.Ordinal);
        Assert.Contains("has 300 characters, 256 is the most", FilterParser.Read($"name ~ \"{new string('a', 300)}\"", limits, Now).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AgesAndTimes_AreMoments()
    {
        Assert.Equal((Now + TimeSpan.FromDays(-7)).Microseconds, Moment("created > 7d"));
        Assert.Equal(Timestamp.From(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero)).Microseconds, Moment("created > 2026-01-31"));
        Assert.Equal(Timestamp.From(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero)).Microseconds, Moment("created > \"2026-01-31T12:00+02:00\""));
    }

    [Fact]
    public void PageToken_OfAnotherSearchOrDamaged_IsRefused()
    {
        var search = new SearchText("lr > 1", ["lr:desc"], false, "");
        Assert.True(search.Read(new SearchOptions(), Now).Succeeded(out var read, out _));
        var page = new RunPage([], new SearchCursor([new SortValue(2.5, null)], 7), false);
        var token = search.Next(read, page);

        Assert.True((search with { PageToken = token }).Read(new SearchOptions(), default).Succeeded(out var next, out var problem), problem);
        Assert.Equal((Now, 7L, 2.5), (next.Now, next.After!.Key, next.After.Values[0].Number));
        foreach (var other in new[] { search with { Filter = "lr > 2" }, search with { Order = ["lr"] }, search with { Deleted = true }, search with { Experiment = "x" } })
            Assert.Contains("is of another filter or order", (other with { PageToken = token }).Read(new SearchOptions(), Now).Problem, StringComparison.Ordinal);
        foreach (var damaged in new[] { "x", token[..^3], token + "AAAA", "%%%", new string('A', 100_000) })
            Assert.NotNull((search with { PageToken = damaged }).Read(new SearchOptions(), Now).Problem);
    }

    [Theory]
    [InlineData("step:up", "write step, step:asc or step:desc.")]
    [InlineData("created:descending", "write created, created:asc or created:desc.")]
    public void Order_DirectionIsMistyped_IsRefused(string key, string sentence) =>
        Assert.EndsWith(sentence, new SearchText("", [key], false, "").Read(new SearchOptions(), Now).Problem, StringComparison.Ordinal);

    private static double Moment(string filter)
    {
        Assert.True(FilterParser.Read(filter, new SearchOptions(), Now).Succeeded(out var read, out var problem), problem);
        return Assert.IsType<RunFilter.Compare>(read).Value.Number!.Value;
    }
}
