namespace Tracker.Replay.Readers;

/// <summary>Reads a curve of the DeepOBS baselines word by word, so that a fault has its place.</summary>
internal sealed class CurveJson(JsonScanner json)
{
    private const int MostValues = 20_000_000;

    private readonly Dictionary<string, double[]> _curves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _numbers = new(StringComparer.Ordinal);

    public StoredCurve Read()
    {
        if (json.Next() != JsonToken.ObjectStart) throw json.Wrong("a curve is an object.");
        while (json.Next() == JsonToken.Name)
        {
            var field = json.Text;
            switch (json.Next())
            {
                case JsonToken.Text: _texts[field] = json.Text; break;
                case JsonToken.Number: _numbers[field] = json.Number; break;
                case JsonToken.ArrayStart: _curves[field] = ReadValues(field); break;
                case JsonToken.ObjectStart: json.SkipValue(); break;
            }
        }

        var curve = new StoredCurve
        {
            Problem = _texts.GetValueOrDefault("problem", ""),
            Optimizer = _texts.GetValueOrDefault("optimizer", ""),
            LearningRate = _numbers.GetValueOrDefault("learning_rate"),
            Seed = (int)_numbers.GetValueOrDefault("seed"),
            BatchSize = (int)_numbers.GetValueOrDefault("batch_size"),
            NumClasses = _numbers.TryGetValue("num_classes", out var classes) ? (int)classes : null,
            Verdict = _texts.GetValueOrDefault("verdict", ""),
            MinibatchTrainLoss = Curve("minibatch_train_loss"),
            TrainLoss = Curve("train_loss"),
            TestLoss = Curve("test_loss"),
            TrainAccuracy = Curve("train_accuracy"),
            TestAccuracy = Curve("test_accuracy"),
        };
        if (curve.MinibatchTrainLoss.Length == 0) throw json.Wrong("a curve has its losses in 'minibatch_train_loss', and this has none.");
        if (curve.TestAccuracy.Length > 0 && curve.TestAccuracy.Length != curve.TestLoss.Length)
            throw json.Wrong($"'test_accuracy' has {curve.TestAccuracy.Length} values and 'test_loss' {curve.TestLoss.Length}: both have one an epoch.");
        return curve;
    }

    private double[] Curve(string field) => _curves.GetValueOrDefault(field, []);

    private double[] ReadValues(string field)
    {
        var values = new List<double>();
        while (JsonValues.TryItem(json, field, out var value))
        {
            if (values.Count == MostValues) throw json.Wrong($"'{field}' has more than {MostValues:N0} values: this is no curve.");
            values.Add(value);
        }

        return [.. values];
    }
}
