using Tracker.Core.Alerting;
using Tracker.Core.Detection.LabRules;

namespace Tracker.Core.Tests.Detection.LabRules;

public sealed class LabRuleTextTests
{
    [Theory]
    [InlineData("rule low-map: metrics/mAP50(B) < 0.1 for 5 evaluations as warning \"mAP is below 0.1\"", "rule low-map: \"metrics/mAP50(B)\" < 0.1 for 5 evaluations as warning \"mAP is below 0.1\"")]
    [InlineData("rule a:loss>=1e3", "rule a: \"loss\" >= 1000 for 1 report as warning")]
    [InlineData("  rule a : \"my loss\"<= -0.5 for 1 report as info # why", "rule a: \"my loss\" <= -0.5 for 1 report as info")]
    [InlineData("rule a: val/loss > 1.5 * best for 3 evaluation", "rule a: \"val/loss\" > 1.5 * best for 3 evaluations as warning")]
    [InlineData("rule a: val/loss > best * 1.5", "rule a: \"val/loss\" > 1.5 * best for 1 report as warning")]
    [InlineData("rule a: val/loss > best + 0.25 as critical", "rule a: \"val/loss\" > best + 0.25 for 1 report as critical")]
    [InlineData("rule a: acc < first - 0.25 for 7 samples", "rule a: \"acc\" < first - 0.25 for 7 samples as warning")]
    [InlineData("rule a: lr == 0 for 2 reports", "rule a: \"lr\" == 0 for 2 reports as warning")]
    [InlineData("rule a: lr != first", "rule a: \"lr\" != 1 * first for 1 report as warning")]
    [InlineData("rule a: */loss#2 > +3", "rule a: \"*/loss#2\" > 3 for 1 report as warning")]
    public void Read_OfARule_UnderstandsIt(string text, string meant)
    {
        var read = LabRuleText.Read(text);
        Assert.Null(read.Fault);
        var rule = Assert.Single(read.Rules);
        Assert.Equal(meant, rule.ToString());
        Assert.Equal(rule, Assert.Single(LabRuleText.Read(rule.ToString()).Rules));
    }

    [Fact]
    public void Read_OfAFile_LeavesCommentsAndBlankLinesOut()
    {
        var read = LabRuleText.Read("# ours\r\n\r\nrule a: loss > 1\r\n  # more\r\nrule b: loss < 1 as info \"low\"\r\n");
        Assert.Equal(["rule:a", "rule:b"], read.Rules.Select(rule => rule.Detector));
        Assert.Equal((Severity.Info, "low"), (read.Rules[1].Severity, read.Rules[1].Message));
    }

    [Theory]
    [InlineData("rul a: loss > 1", 1, 1, "'rule NAME: METRIC < NUMBER' expected, 'rul' found")]
    [InlineData("\n\nrule : loss > 1", 3, 6, "the name of the rule expected, ':' found")]
    [InlineData("rule a loss > 1", 1, 8, "':' expected, 'loss' found")]
    [InlineData("rule a: > 1", 1, 9, "the name of a metric expected, '>' found")]
    [InlineData("rule a:", 1, 8, "the name of a metric expected, the line ends")]
    [InlineData("rule a: loss", 1, 13, "one of < <= > >= == != expected, the line ends")]
    [InlineData("rule a: loss = 1", 1, 16, "'=' expected, '1' found")]
    [InlineData("rule a: loss > ", 1, 16, "a number, 'best' or 'first' expected, the line ends")]
    [InlineData("rule a: loss > much", 1, 16, "a number, 'best' or 'first' expected, 'much' found")]
    [InlineData("rule a: loss > 1e999", 1, 16, "1e999 is beyond the numbers that there are")]
    [InlineData("rule a: loss > 2 * last", 1, 20, "'best' or 'first' expected, 'last' found")]
    [InlineData("rule a: loss == best", 1, 21, "what the best is follows from < or >, and this rule has ==: compare with a number, or with first")]
    [InlineData("rule a: loss > 1 for 0 reports", 1, 22, "a number of reports or evaluations is 1 to 1,000,000")]
    [InlineData("rule a: loss > 1 for 99999999999999999999 reports", 1, 22, "a number of reports or evaluations is 1 to 1,000,000")]
    [InlineData("rule a: loss > 1 for 3 days", 1, 24, "'reports', 'evaluations' or 'samples' expected, 'days' found")]
    [InlineData("rule a: loss > 1 as grave", 1, 21, "'info', 'warning' or 'critical' expected, 'grave' found")]
    [InlineData("rule a: loss > 1 \"open", 1, 18, "the quote of a message is not closed")]
    [InlineData("rule a: loss > 1 and more", 1, 18, "'for N reports', 'as warning', a message in quotes or the end of the line expected, 'and' found")]
    [InlineData("rule a: loss > 1\nrule a: loss > 2", 2, 1, "there is a rule 'a' already: each has a name of its own")]
    [InlineData("rule a: \"\" > 1", 1, 9, "the name of a metric is empty")]
    public void Read_OfNoRule_NamesThePlace(string text, int line, int column, string problem)
    {
        var read = LabRuleText.Read(text);
        Assert.Empty(read.Rules);
        Assert.Equal(new LabRuleFault(line, column, problem), read.Fault);
    }

    [Theory]
    [InlineData(100, 0, false)]
    [InlineData(101, 0, true)]
    [InlineData(60, 60, true)]
    public void Read_OfTooManyRules_SaysSo(int count, int before, bool refused)
    {
        var others = LabRuleText.Read(string.Concat(Enumerable.Range(0, before).Select(i => $"rule x{i}: loss > 1\n"))).Rules;
        var read = LabRuleText.Read(string.Concat(Enumerable.Range(0, count).Select(i => $"rule a{i}: loss > 1\n")), others);
        Assert.Equal(refused, read.Fault is { Problem: "there are more than 100 rules" });
    }

    [Fact]
    public void Read_OfWhatIsTooLong_SaysSo()
    {
        Assert.Equal("the name of a rule has 64 bytes at most", LabRuleText.Read($"rule {new string('a', 65)}: loss > 1").Fault!.Problem);
        Assert.Equal("the name of a metric has 256 bytes at most", LabRuleText.Read($"rule a: {new string('a', 257)} > 1").Fault!.Problem);
        Assert.Equal("a message has 512 bytes at most", LabRuleText.Read($"rule a: b > 1 \"{new string('ä', 257)}\"").Fault!.Problem);
        Assert.Equal("a line has 4096 signs at most", LabRuleText.Read(new string(' ', 5000)).Fault!.Problem);
    }

    [Theory]
    [InlineData("loss", "loss", true)]
    [InlineData("loss", "Loss", false)]
    [InlineData("loss", "loss2", false)]
    [InlineData("*", "", true)]
    [InlineData("*loss", "train/box_loss", true)]
    [InlineData("*/loss*", "train/loss", true)]
    [InlineData("gpu-?", "gpu-1", true)]
    [InlineData("gpu-?", "gpu-12", false)]
    [InlineData("a*b*c", "axxbxxbxc", true)]
    [InlineData("a*b*c", "axxbxxbxcd", false)]
    [InlineData("metrics/mAP50(B)", "metrics/mAP50(B)", true)]
    public void Matches_OfAName_TakesStarsAndQuestionMarks(string pattern, string name, bool matches) =>
        Assert.Equal(matches, MetricPattern.Matches(pattern, name));

    [Fact]
    public void Matches_OfAPatternThatIsMeantToTakeForEver_Ends()
    {
        // A regular expression of this would take longer than the machine lives.
        var pattern = string.Concat(Enumerable.Repeat("*a", 127)) + "b";
        for (var i = 0; i < 1000; i++) Assert.False(MetricPattern.Matches(pattern, new string('a', 256)));
    }
}
