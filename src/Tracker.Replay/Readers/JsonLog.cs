using System.Globalization;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>Objects of JSON, one a line or in a list, each with its step; objects within them add their name and a slash.</summary>
internal sealed class JsonLog : LogReader
{
    private readonly JsonRow _row;
    private readonly JsonScanner _json;
    private StepCounter? _counter;
    private string? _step;
    private string? _epoch;
    private long _withoutStep;

    public JsonLog(LogBytes bytes)
        : base(bytes)
    {
        _json = new JsonScanner(bytes);
        _row = new JsonRow(_json, Notes);
        if (_json.Next() == JsonToken.ArrayStart) _json.Next();
        if (_json.Token is not (JsonToken.ObjectStart or JsonToken.ArrayEnd)) throw _json.Wrong("a row is an object, as {\"step\":1,\"loss\":0.5}.");

        // What a step counts is a fact of the whole run, told before its first row.
        if (_json.Token == JsonToken.ObjectStart) Begin();
    }

    public override IEnumerable<LogEntry> Read()
    {
        for (; _counter is not null; _row.Read())
        {
            if (Row() is { } row) yield return row;
            while (_json.Next() == JsonToken.ArrayEnd)
            {
            }

            if (_json.Token == JsonToken.End) break;
            if (_json.Token != JsonToken.ObjectStart) throw _json.Wrong("a row is an object, as {\"step\":1,\"loss\":0.5}.");
        }

        if (_withoutStep > 0) Notes.Add(string.Create(CultureInfo.InvariantCulture, $"rows without a {_step ?? _epoch} are left out: {_withoutStep:N0}."));
    }

    private void Begin()
    {
        _row.Read();
        var step = StepNames.Step(_row.Names);
        var epoch = StepNames.Epoch(_row.Names);
        _step = step < 0 ? null : _row.Names[step];
        _epoch = epoch < 0 ? null : _row.Names[epoch];
        _counter = new StepCounter(_step is not null, _epoch is not null, Notes);
        Facts = RunFacts.None with { StepUnit = _counter.Unit };
    }

    private LogRow? Row()
    {
        // The closing row of Hugging Face's Trainer sums the run up: it is no sample.
        if (_row.IsSummary) return null;
        var at = _counter!.Next(_row.Value(_step), _row.Value(_epoch), out var wrong);
        if (wrong is not null) throw _row.Wrong(wrong);
        if (at is null) _withoutStep++;
        return at is { } known ? _row.Take(known, _step ?? _epoch) : null;
    }
}
