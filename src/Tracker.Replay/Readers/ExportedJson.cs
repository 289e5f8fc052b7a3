namespace Tracker.Replay.Readers;

/// <summary>An export as JSON lines.</summary>
internal sealed class ExportedJson(LogBytes bytes) : ExportedSamples
{
    private readonly JsonScanner _json = new(bytes);

    public override bool Next()
    {
        if (_json.Next() == JsonToken.End) return false;
        if (_json.Token != JsonToken.ObjectStart) throw _json.Wrong("a sample is an object, as {\"metric\":\"train/loss\",\"step\":1,\"value\":0.5}.");
        var line = _json.Line;
        var row = new ExportedRow("", 0, 0, 1, -1, 0);
        Metric = "";
        Value = double.NaN;
        while (_json.Next() == JsonToken.Name)
        {
            var field = _json.Text;
            switch (field)
            {
                case "metric": Metric = JsonValues.Text(_json, field); break;
                case "producer": row = row with { Producer = JsonValues.Text(_json, field) }; break;
                case "value": Value = JsonValues.TryNumber(_json, field, out var value) ? value : throw _json.Wrong("'value' is a number, or \"NaN\"."); break;
                case "rank": row = row with { Rank = (int)Whole(field, int.MaxValue) }; break;
                case "attempt": row = row with { Attempt = (int)Whole(field, int.MaxValue) }; break;
                case "step": row = row with { Step = Whole(field, Steps.Highest) }; break;
                case "time": row = row with { Time = Whole(field, long.MaxValue) }; break;
                case "sequence": row = row with { Sequence = Whole(field, ulong.MaxValue) }; break;
                default: _json.SkipValue(); break;
            }
        }

        if (Metric.Length == 0 || row.Step < 0) throw _json.WrongAt(line, "a sample has a 'metric' and a 'step'.");
        Row = row;
        return true;
    }

    private long Whole(string field, double most) =>
        _json.Next() == JsonToken.Number && Fits(_json.Number, most) ? (long)_json.Number : throw _json.Wrong(Wrong(field));
}
