using System.Collections.Concurrent;
using System.Globalization;

namespace Tracker.Daemon.Export;

/// <summary>One instrument and its families on the page: one for each set of tag names that it was recorded with.</summary>
internal sealed class BridgedInstrument
{
    private readonly PrometheusPage _page;
    private readonly double[]? _bounds;
    private readonly KeyValuePair<string, object?>[] _constants;
    private readonly ConcurrentDictionary<string[], PageFamily> _families = new(LabelValues.Comparer);
    private readonly int _maxSeries;
    private readonly Action<string> _limited;

    public BridgedInstrument(
        PrometheusPage page,
        InstrumentShape shape,
        IEnumerable<KeyValuePair<string, object?>> constants,
        int maxSeries,
        Action<string> limited)
    {
        _page = page;
        Shape = shape;
        _bounds = shape.Bounds;
        _constants = [.. constants];
        _maxSeries = maxSeries;
        _limited = limited;
    }

    public InstrumentShape Shape { get; }

    /// <summary>Takes a measurement. Runs on the thread that measures, so it must not throw there.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // A counter only grows, and NaN would stick to a sum for ever.
        if (Shape.Kind == MetricKind.Counter && !(value >= 0)) return;
        if (Shape.Kind == MetricKind.Histogram && double.IsNaN(value)) return;

        var (names, values) = Labels(tags);
        if (!_families.TryGetValue(names, out var family))
            family = _families.GetOrAdd(names, n => _page.Family(Shape.Kind, Shape.Name, Shape.Help, n, _bounds));
        if (family.Count >= _maxSeries && !family.Has(values))
        {
            _limited("instrument");
            return;
        }

        if (Shape.Kind == MetricKind.Histogram) family.Observe(values, value);
        else if (Shape.Adds) family.Add(values, value);
        else family.Set(values, value);
    }

    /// <summary>Takes off what an observable instrument no longer reports.</summary>
    public void Sweep()
    {
        if (!Shape.IsObservable) return;
        foreach (var family in _families.Values) family.Sweep();
    }

    /// <summary>The meter is gone, and with it who could report; what was counted stays.</summary>
    public void Close()
    {
        Sweep();
        Sweep();
    }

    private (string[] Names, string[] Values) Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length + _constants.Length == 0) return ([], []);
        var names = new string[tags.Length + _constants.Length];
        var values = new string[names.Length];
        var count = 0;
        foreach (var (key, value) in tags) count = Insert(names, values, count, key, value);
        foreach (var (key, value) in _constants) count = Insert(names, values, count, key, value);
        return count == names.Length ? (names, values) : (names[..count], values[..count]);
    }

    // By name, so that the order of the tags does not matter; the first of two equal names wins, as Prometheus takes each name once.
    private static int Insert(string[] names, string[] values, int count, string key, object? value)
    {
        var name = MetricNames.Label(key);
        var at = Array.BinarySearch(names, 0, count, name, StringComparer.Ordinal);
        if (at >= 0) return count;
        at = ~at;
        Array.Copy(names, at, names, at + 1, count - at);
        Array.Copy(values, at, values, at + 1, count - at);
        names[at] = name;
        values[at] = Text(value);
        return count + 1;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        true => "true",
        false => "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
