using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>The numbers of one object of JSON, and of the objects within it.</summary>
internal sealed class JsonRow(JsonScanner json, List<string> notes)
{
    private readonly MetricCells _cells = new(notes);
    private readonly ColumnsPool _columns = new();
    private readonly Dictionary<(string Outer, string Inner), string> _paths = [];
    private readonly List<string> _found = [];
    private readonly List<double> _values = [];
    private long _line;

    /// <summary>What was measured.</summary>
    public IReadOnlyList<string> Names => _found;

    /// <summary>It sums a run of Hugging Face's Trainer up.</summary>
    public bool IsSummary => _found.Contains("train_runtime") && _found.Contains("train_loss");

    /// <summary>Reads the object that the scanner has opened.</summary>
    public void Read()
    {
        _found.Clear();
        _values.Clear();
        _line = json.Line;
        ReadObject("");
    }

    /// <summary>A number by its name; NaN where there is none.</summary>
    public double Value(string? name)
    {
        var place = name is null ? -1 : _found.IndexOf(name);
        return place < 0 ? double.NaN : _values[place];
    }

    /// <summary>The row at a step, without the field that counts; null where nothing else is in it.</summary>
    public LogRow? Take(long step, string? counter)
    {
        var place = counter is null ? -1 : _found.IndexOf(counter);
        if (place >= 0)
        {
            _found.RemoveAt(place);
            _values.RemoveAt(place);
        }

        return _found.Count == 0 ? null : new LogRow(_columns.Get(_found), step, null, 0, [.. _values]);
    }

    /// <summary>A fault of this row.</summary>
    public LogException Wrong(string problem) => json.WrongAt(_line, problem);

    private void ReadObject(string outer)
    {
        while (json.Next() == JsonToken.Name)
        {
            var name = outer.Length == 0 ? json.Text : Path(outer, json.Text);
            switch (json.Next())
            {
                case JsonToken.ObjectStart: ReadObject(name); break;
                case JsonToken.ArrayStart: json.SkipValue(); break;
                case JsonToken.Number:
                    if (_cells.TakeNumber(name, out var problem)) Add(name, json.Number);
                    else if (problem is not null) throw json.Wrong(problem);
                    break;
                case JsonToken.Text:
                    if (_cells.Take(name, Encoding.UTF8.GetBytes(json.Text), out var value, out var wrong)) Add(name, value);
                    else if (wrong is not null) throw json.Wrong(wrong);
                    break;
            }
        }
    }

    private void Add(string name, double value)
    {
        if (_found.Contains(name)) throw json.Wrong($"'{name}' stands twice in one row: rename one.");
        if (name.Length > 256) throw json.Wrong("a name is longer than 256 bytes: shorten it.");
        _found.Add(name);
        _values.Add(value);
    }

    private string Path(string outer, string inner)
    {
        if (_paths.TryGetValue((outer, inner), out var path)) return path;
        path = $"{outer}/{inner}";
        if (_paths.Count < 4096) _paths.Add((outer, inner), path);
        return path;
    }
}
