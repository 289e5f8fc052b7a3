using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>One line of a run file, whatever the order of its fields.</summary>
internal sealed class RunFileLine(JsonScanner json)
{
    /// <summary>Times are microseconds since the start; the day does not matter, and is the same for all.</summary>
    private static readonly long Start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).Microseconds;

    private readonly ColumnsPool _columns = new();
    private readonly List<string> _names = [];
    private long _begin;
    private string _status = "";

    /// <summary>Null for a row.</summary>
    public string? Type { get; private set; }

    public long? Step { get; private set; }

    /// <summary>Microseconds since the Unix epoch.</summary>
    public long? Time { get; private set; }

    public long? Attempt { get; private set; }

    public string Name { get; private set; } = "";

    public RunFacts Facts { get; private set; } = RunFacts.None;

    public RunTruth? Truth { get; private set; }

    public List<double> Values { get; } = [];

    public LogColumns Columns => _columns.Get(_names);

    /// <summary>Reads a line; false at the end of the file.</summary>
    public bool Read()
    {
        if (json.Next() == JsonToken.End) return false;
        if (json.Token != JsonToken.ObjectStart) throw json.Wrong("a line of a run file is an object, as {\"step\":1,\"values\":{\"train/loss\":0.5}}.");
        Clear();
        while (json.Next() == JsonToken.Name)
        {
            switch (json.Text)
            {
                case "type": Type = JsonValues.Text(json, "type"); break;
                case "step": Step = JsonValues.Whole(json, "step"); break;
                case "time": Time = Start + JsonValues.Whole(json, "time"); break;
                case "attempt": Attempt = JsonValues.Whole(json, "attempt"); break;
                case "name": Name = JsonValues.Text(json, "name"); break;
                case "status": _status = JsonValues.Text(json, "status"); break;
                case "facts": Facts = FactsJson.Read(json); break;
                case "truth": Truth = FactsJson.ReadTruth(json); break;
                case "values": ReadValues(); break;
                default: json.SkipValue(); break;
            }
        }

        return true;
    }

    public long Count(string name, long? value) => value ?? throw Wrong($"a line of the type '{Type}' has a whole number '{name}'.");

    public RunStatus Status() => _status switch
    {
        "finished" => RunStatus.Finished,
        "failed" => RunStatus.Failed,
        "cancelled" => RunStatus.Cancelled,
        _ => throw Wrong($"a run ends finished, failed or cancelled, not '{_status}'."),
    };

    /// <summary>A fault of this line.</summary>
    public LogException Wrong(string problem) => json.WrongAt(_begin, problem);

    private void Clear()
    {
        _begin = json.Line;
        (Type, Step, Time, Attempt, Name, _status) = (null, null, null, null, "", "");
        (Facts, Truth) = (RunFacts.None, null);
        _names.Clear();
        Values.Clear();
    }

    private void ReadValues()
    {
        JsonValues.Open(json, "values");
        while (json.Next() == JsonToken.Name)
        {
            var name = json.Text;
            if (JsonValues.TryNumber(json, name, out var value) is false) continue;
            _names.Add(name);
            Values.Add(value);
        }
    }
}
