using System.Collections.Immutable;
using Tracker.Core.Detection.LabRules;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Replay.Traces;

/// <summary>Reads a script line by line; docs/traces.md is its language.</summary>
internal sealed class TraceParser
{
    private const string Statements =
        "run, facts, rule, options, seed, interval, every, hold, silence, downtime, attempt, phase, finish, at or never";

    private readonly ImmutableArray<TraceAction>.Builder _actions = ImmutableArray.CreateBuilder<TraceAction>();
    private readonly ImmutableArray<Expectation>.Builder _expectations = ImmutableArray.CreateBuilder<Expectation>();
    private RunFacts? _facts;
    private MonitorOptions _options = new();

    public TraceScript Read(string text)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var comment = raw.IndexOf('#', StringComparison.Ordinal);
            var scanner = new LineScanner((comment < 0 ? raw : raw[..comment]).TrimEnd(), number);
            if (scanner.Try("rule")) ReadRule(raw, number);
            else if (!scanner.AtEnd) ReadStatement(scanner);
        }

        if (_facts is null) throw new TraceSyntaxException(1, 1, "a line 'run key=value ...' expected, the script has none");
        return new TraceScript(_facts, _options, _actions.ToImmutable(), _expectations.ToImmutable());
    }

    private static long ReadSteps(LineScanner scanner)
    {
        var steps = scanner.Whole("a number of steps", 1);
        scanner.TryAny("steps", "step");
        return steps;
    }

    private static ImmutableArray<Column> ReadColumns(LineScanner scanner)
    {
        var columns = ImmutableArray.CreateBuilder<Column>();
        do
        {
            var name = scanner.Name("the name of a metric");
            scanner.Expect('=');
            var value = ExpressionParser.Read(scanner);
            columns.Add(new Column(name, value, scanner.Try("noise") ? ExpressionParser.Read(scanner) : null));
        }
        while (scanner.Try(','));
        return columns.ToImmutable();
    }

    private void ReadStatement(LineScanner scanner)
    {
        if (scanner.Try("run")) ReadRun(scanner);
        else if (_facts is null) throw scanner.Expected("a line 'run key=value ...' before all others");
        else if (scanner.Try("at")) ExpectationParser.ReadAt(scanner, _expectations);
        else if (scanner.Try("never")) ExpectationParser.ReadNever(scanner, _expectations);
        else if (!ReadAction(scanner)) throw scanner.Expected($"a statement ({Statements})");
        scanner.End();
    }

    /// <summary>A lab's own rule, in the language of docs/rules.md.</summary>
    private void ReadRule(string line, int number)
    {
        var read = LabRuleText.Read(line, _options.Rules);
        if (read.Fault is { } fault) throw new TraceSyntaxException(number, fault.Column, fault.Problem);
        _options = _options with { Rules = _options.Rules.AddRange(read.Rules) };
    }

    private void ReadRun(LineScanner scanner)
    {
        if (_facts is not null) throw scanner.Wrong("a script has one line 'run'; 'facts' tells later ones");
        _facts = FactsParser.Read(scanner, RunFacts.None with { Kind = TrainingKind.Supervised });
    }

    private bool ReadAction(LineScanner scanner)
    {
        if (scanner.Try("every")) ReadStream(scanner);
        else if (scanner.Try("facts")) _actions.Add(new FactsAction(FactsParser.Read(scanner, RunFacts.None)));
        else if (scanner.Try("options")) _options = OptionsParser.Read(scanner, _options);
        else if (scanner.Try("seed")) _actions.Add(new SeedAction((ulong)scanner.Whole("a seed", 0)));
        else if (scanner.Try("interval")) _actions.Add(new IntervalAction(scanner.Duration("the time of one step")));
        else if (scanner.Try("silence")) _actions.Add(new SilenceAction(scanner.Duration("a time")));
        else if (scanner.Try("downtime")) _actions.Add(new DowntimeAction(scanner.Duration("a time")));
        else if (scanner.Try("hold")) ReadHold(scanner);
        else if (scanner.Try("attempt")) ReadAttempt(scanner);
        else if (scanner.Try("phase")) _actions.Add(new PhaseAction(scanner.Name("the name of the phase")));
        else if (scanner.Try("finish")) _actions.Add(new FinishAction(ReadEnding(scanner)));
        else return false;
        return true;
    }

    private void ReadHold(LineScanner scanner)
    {
        var span = scanner.Duration("a time");
        scanner.Expect(':');
        _actions.Add(new HoldAction(ReadColumns(scanner), span));
    }

    private void ReadAttempt(LineScanner scanner)
    {
        var attempt = (int)scanner.Whole("the number of the attempt", 2);
        _actions.Add(new AttemptAction(attempt, scanner.Try("from") ? ReadStepWord(scanner) : null));
    }

    private static long ReadStepWord(LineScanner scanner)
    {
        scanner.Expect("step");
        return scanner.Whole("a step", 0);
    }

    private static RunStatus ReadEnding(LineScanner scanner)
    {
        if (scanner.AtEnd || scanner.Try("finished")) return RunStatus.Finished;
        if (scanner.Try("failed")) return RunStatus.Failed;
        return scanner.Try("cancelled") ? RunStatus.Cancelled : throw scanner.Expected("finished, failed or cancelled");
    }

    /// <summary>A line with 'for' opens a segment; the lines without it that follow run beside it.</summary>
    private void ReadStream(LineScanner scanner)
    {
        var every = scanner.TryAny("steps", "step") ? 1 : ReadSteps(scanner);
        var from = scanner.Try("from") ? scanner.Whole("a step of the segment", 0) : 0;
        scanner.Expect(':');
        var stream = new Stream(every, from, ReadColumns(scanner));
        if (scanner.Try("for"))
        {
            _actions.Add(new SegmentAction([stream], ReadSteps(scanner)));
            return;
        }

        if (_actions.Count == 0 || _actions[^1] is not SegmentAction above)
            throw scanner.Expected("'for N steps' (only lines that follow one with 'for' at once may leave it out)");
        _actions[^1] = above with { Streams = above.Streams.Add(stream) };
    }
}
