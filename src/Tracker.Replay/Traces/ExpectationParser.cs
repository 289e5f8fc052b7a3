using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Replay.Traces;

/// <summary>Reads what must come of a run: several on a line, with ; between them.</summary>
internal static class ExpectationParser
{
    /// <summary>After 'at': 'step A..B:', 'TIME..TIME:' or 'end:'.</summary>
    public static void ReadAt(LineScanner scanner, ImmutableArray<Expectation>.Builder expectations)
    {
        if (scanner.Try("end"))
        {
            ReadAll(scanner, () => expectations.Add(ReadEnd(scanner)));
            return;
        }

        var when = ReadRange(scanner);
        ReadAll(scanner, () => expectations.Add(ReadEvent(scanner, when)));
    }

    /// <summary>After 'never'.</summary>
    public static void ReadNever(LineScanner scanner, ImmutableArray<Expectation>.Builder expectations) =>
        ReadAll(scanner, () => expectations.Add(ReadNeverOne(scanner)));

    private static void ReadAll(LineScanner scanner, Action readOne)
    {
        scanner.Expect(':');
        do
        {
            readOne();
        }
        while (scanner.Try(';'));
    }

    private static Window ReadRange(LineScanner scanner)
    {
        if (!scanner.Try("step") && !scanner.Try("steps"))
        {
            var start = scanner.Duration("'step', 'end' or a time");
            return new Window(OfTime: true, Micros(start), TryDots(scanner) ? Micros(scanner.Duration("a time")) : Micros(start));
        }

        var first = scanner.Whole("a step", 0);
        return new Window(OfTime: false, first, TryDots(scanner) ? scanner.Whole("a step", first) : first);
    }

    private static bool TryDots(LineScanner scanner)
    {
        if (!scanner.Try('.')) return false;
        scanner.Expect('.');
        return true;
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    private static Expectation ReadEvent(LineScanner scanner, Window when)
    {
        if (scanner.Try("finding"))
            return new FindingAppears(scanner.Line, when, scanner.Name("a cause"), scanner.Try("above") ? scanner.Number("a likelihood") : 0);
        scanner.Expect("alert");
        var detector = Detector(scanner);
        if (scanner.Try("resolves")) return new AlertResolves(scanner.Line, when, detector);
        if (!scanner.Try("fires")) throw scanner.Expected("'fires' or 'resolves'");
        return new AlertFires(scanner.Line, when, detector, TrySeverity(scanner));
    }

    private static Expectation ReadNeverOne(LineScanner scanner)
    {
        if (scanner.Try("any"))
        {
            if (scanner.Try("finding")) return new NeverFinding(scanner.Line, null);
            if (scanner.Try("alert")) return new NeverAlert(scanner.Line, null, Severity.Info);
            return new NeverAlert(scanner.Line, null, ReadSeverity(scanner, "'alert', 'finding', 'info', 'warning' or 'critical'"));
        }

        if (scanner.Try("finding")) return new NeverFinding(scanner.Line, scanner.Name("a cause"));
        if (!scanner.Try("alert")) throw scanner.Expected("'any', 'alert' or 'finding'");
        return new NeverAlert(scanner.Line, Detector(scanner), TrySeverity(scanner) ?? Severity.Info);
    }

    private static Expectation ReadEnd(LineScanner scanner)
    {
        if (scanner.Try("no")) return ReadEndWithout(scanner);
        if (scanner.Try("not"))
        {
            scanner.Expect("judged");
            return new NotJudged(scanner.Line, Detector(scanner));
        }

        if (scanner.Try("status")) return new EndStatus(scanner.Line, ReadStatus(scanner));
        if (scanner.Try("alert"))
        {
            var detector = Detector(scanner);
            scanner.Expect("firing");
            return new EndAlert(scanner.Line, detector, Fires: true, TrySeverity(scanner));
        }

        if (scanner.Try("remedy"))
        {
            var remedy = scanner.Name("a remedy");
            scanner.Expect("proposed");
            return new RemedyIsProposed(scanner.Line, remedy, Proposed: true);
        }

        if (!scanner.Try("finding")) throw scanner.Expected("'status', 'alert', 'finding', 'remedy', 'not judged' or 'no'");
        var cause = scanner.Name("a cause");
        return scanner.Try("first")
            ? new EndFinding(scanner.Line, cause, 0, First: true)
            : new EndFinding(scanner.Line, cause, scanner.Try("above") ? scanner.Number("a likelihood") : 0, First: false);
    }

    private static Expectation ReadEndWithout(LineScanner scanner)
    {
        if (scanner.Try("alert")) return new EndAlert(scanner.Line, scanner.AtEnd || scanner.Next == ';' ? null : Detector(scanner), Fires: false, null);
        if (scanner.Try("finding")) return new EndNoFinding(scanner.Line, TryName(scanner));
        if (scanner.Try("remedy")) return new RemedyIsProposed(scanner.Line, scanner.Name("a remedy"), Proposed: false);
        throw scanner.Expected("'alert', 'finding' or 'remedy'");
    }

    /// <summary>Its id; that of a lab's own rule is rule:NAME.</summary>
    private static string Detector(LineScanner scanner)
    {
        var detector = scanner.Name("a detector");
        return detector == "rule" && scanner.Try(':') ? $"rule:{scanner.Name("the name of a rule")}" : detector;
    }

    private static string? TryName(LineScanner scanner) => scanner.AtEnd || scanner.Next == ';' ? null : scanner.Name("a name");

    private static Severity? TrySeverity(LineScanner scanner) =>
        scanner.Try("as") ? ReadSeverity(scanner, "'info', 'warning' or 'critical'") : null;

    private static Severity ReadSeverity(LineScanner scanner, string expected)
    {
        if (scanner.Try("info")) return Severity.Info;
        if (scanner.Try("warning")) return Severity.Warning;
        return scanner.Try("critical") ? Severity.Critical : throw scanner.Expected(expected);
    }

    private static RunStatus ReadStatus(LineScanner scanner)
    {
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            if (scanner.Try(status.ToWord())) return status;
        }

        throw scanner.Expected("created, running, finished, failed, cancelled or lost");
    }
}
