namespace Tracker.Replay.Readers;

/// <summary>The run file of <c>tracker-job --record</c>: JSON lines, the first of them the run.</summary>
internal sealed class RunFileLog : LogReader
{
    private readonly JsonScanner _json;
    private readonly RunFileLine _line;

    public RunFileLog(LogBytes bytes)
        : base(bytes)
    {
        _json = new JsonScanner(bytes);
        _line = new RunFileLine(_json);
        if (!_line.Read() || _line.Type != "run") throw new LogException(bytes.Name, 1, 1, "the first line of a run file is {\"type\":\"run\",\"facts\":{...}}: this is none.");
        Facts = _line.Facts;
        Truth = _line.Truth;
    }

    /// <summary>What is true of the run; null where the file does not tell.</summary>
    public RunTruth? Truth { get; }

    public override IEnumerable<LogEntry> Read()
    {
        while (_line.Read())
        {
            switch (_line.Type)
            {
                case null:
                    if (_line.Step is not { } step) throw _line.Wrong("a row has a step, as {\"step\":1,\"values\":{\"train/loss\":0.5}}.");
                    if (_line.Values.Count > 0) yield return new LogRow(_line.Columns, step, _line.Time, 0, [.. _line.Values]);
                    break;
                case "facts": yield return new LogFacts(_line.Facts); break;
                case "attempt": yield return new LogAttempt((int)_line.Count("attempt", _line.Attempt)); break;
                case "phase": yield return new LogPhase(_line.Name, _line.Count("step", _line.Step)); break;
                case "finish": yield return new LogFinish(_line.Status()); break;
                default: throw _line.Wrong($"there is no line of the type '{_line.Type}': run, facts, attempt, phase and finish are known, and rows have none.");
            }
        }
    }
}
