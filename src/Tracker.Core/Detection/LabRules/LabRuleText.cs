using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.LabRules;

/// <summary>Something in a text of rules that is no rule.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Problem">What was expected or is wrong, in one sentence without its full stop.</param>
public sealed record LabRuleFault(int Line, int Column, string Problem)
{
    /// <summary>The place and the problem.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, column {Column}: {Problem}");
}

/// <summary>What a text of rules holds.</summary>
/// <param name="Rules">Its rules; empty where there is a fault.</param>
/// <param name="Fault">The first fault; null where all is well.</param>
public sealed record LabRuleReading(ImmutableArray<LabRule> Rules, LabRuleFault? Fault);

/// <summary>
/// Reads rules, one a line: <c>rule NAME: METRIC &lt; LIMIT [for N reports|evaluations] [as info|warning|critical] ["message"]</c>, where a limit is a
/// number, or <c>best</c> or <c>first</c>, times a number or plus or minus one. What follows a # is a comment.
/// </summary>
public static class LabRuleText
{
    private const int LongestName = 64;
    private const int LongestMetric = 256;
    private const int LongestMessage = 512;
    private const int LongestLine = 4096;
    private const long MostNeeded = 1_000_000;

    /// <summary>Reads a text; it does not throw.</summary>
    /// <param name="text">The rules.</param>
    /// <param name="before">Rules of other texts, which these come on top of: no name stands twice.</param>
    public static LabRuleReading Read(string text, ImmutableArray<LabRule> before = default)
    {
        var rules = ImmutableArray.CreateBuilder<LabRule>();
        var names = new HashSet<string>(before.IsDefault ? [] : before.Select(static rule => rule.Name), StringComparer.Ordinal);
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            var scanner = new LabRuleScanner(line.TrimEnd('\r'), ++number);
            try
            {
                if (line.Length > LongestLine) throw scanner.Wrong($"a line has {LongestLine} signs at most");
                if (scanner.AtEnd) continue;
                var rule = ReadRule(scanner);
                if (!names.Add(rule.Name)) throw scanner.WrongAt(0, $"there is a rule '{rule.Name}' already: each has a name of its own");
                if (names.Count > LabRule.Most) throw scanner.WrongAt(0, $"there are more than {LabRule.Most} rules");
                rules.Add(rule);
            }
            catch (LabRuleException e)
            {
                return new LabRuleReading([], e.Fault);
            }
        }

        return new LabRuleReading(rules.ToImmutable(), null);
    }

    private static LabRule ReadRule(LabRuleScanner scanner)
    {
        if (!scanner.Try("rule")) throw scanner.Expected("'rule NAME: METRIC < NUMBER'");
        var name = scanner.Name("the name of the rule");
        if (name.Length > LongestName) throw scanner.Wrong($"the name of a rule has {LongestName} bytes at most");
        scanner.Expect(':');
        var metric = scanner.Metric("the name of a metric");
        if (Encoding.UTF8.GetByteCount(metric) > LongestMetric) throw scanner.Wrong($"the name of a metric has {LongestMetric} bytes at most");
        var comparison = ReadComparison(scanner);
        var rule = ReadLimit(scanner, new LabRule(name, metric, comparison, LabReference.None, 1, 0, 1, "report", Severity.Warning, ""));
        if (scanner.Try("for")) rule = ReadNeed(scanner, rule);
        if (scanner.Try("as")) rule = rule with { Severity = ReadSeverity(scanner) };
        if (scanner.Next == '"') rule = rule with { Message = scanner.Quoted("a message") };
        if (Encoding.UTF8.GetByteCount(rule.Message) > LongestMessage) throw scanner.Wrong($"a message has {LongestMessage} bytes at most");
        if (!scanner.AtEnd) throw scanner.Expected("'for N reports', 'as warning', a message in quotes or the end of the line");
        return rule;
    }

    private static LabComparison ReadComparison(LabRuleScanner scanner)
    {
        if (scanner.Try('<')) return scanner.Try('=') ? LabComparison.AtMost : LabComparison.Below;
        if (scanner.Try('>')) return scanner.Try('=') ? LabComparison.AtLeast : LabComparison.Above;
        if (scanner.Next is '=' or '!')
        {
            var isEqual = scanner.Try('=');
            if (!isEqual) scanner.Try('!');
            scanner.Expect('=');
            return isEqual ? LabComparison.Equal : LabComparison.NotEqual;
        }

        throw scanner.Expected("one of < <= > >= == !=");
    }

    private static LabRule ReadLimit(LabRuleScanner scanner, LabRule rule)
    {
        if (ReadReference(scanner) is var reference and not LabReference.None)
        {
            rule = Refer(scanner, rule, reference);
            if (scanner.Try('*')) return rule with { Factor = scanner.Number("a number") };
            if (scanner.Try('+')) return rule with { Offset = scanner.Number("a number") };
            return scanner.Try('-') ? rule with { Offset = -scanner.Number("a number") } : rule;
        }

        var number = scanner.Number("a number, 'best' or 'first'");
        if (!scanner.Try('*')) return rule with { Offset = number };
        reference = ReadReference(scanner);
        return reference == LabReference.None ? throw scanner.Expected("'best' or 'first'") : Refer(scanner, rule, reference) with { Factor = number };
    }

    private static LabRule Refer(LabRuleScanner scanner, LabRule rule, LabReference reference)
    {
        if (reference == LabReference.Best && rule.Comparison is (LabComparison.Equal or LabComparison.NotEqual))
            throw scanner.Wrong($"what the best is follows from < or >, and this rule has {rule.Sign}: compare with a number, or with first");
        return rule with { Reference = reference };
    }

    private static LabReference ReadReference(LabRuleScanner scanner) =>
        scanner.Try("best") ? LabReference.Best : scanner.Try("first") ? LabReference.First : LabReference.None;

    private static LabRule ReadNeed(LabRuleScanner scanner, LabRule rule)
    {
        var need = scanner.Whole("a number of reports or evaluations", MostNeeded);
        foreach (var word in (ReadOnlySpan<string>)["report", "evaluation", "sample"])
        {
            if (scanner.Try(word + "s") || scanner.Try(word)) return rule with { Need = need, UnitWord = word };
        }

        throw scanner.Expected("'reports', 'evaluations' or 'samples'");
    }

    private static Severity ReadSeverity(LabRuleScanner scanner) =>
        scanner.Try("info") ? Severity.Info
        : scanner.Try("warning") ? Severity.Warning
        : scanner.Try("critical") ? Severity.Critical
        : throw scanner.Expected("'info', 'warning' or 'critical'");
}
