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

    // What is measured with every message has one tag or none: its series is found without making out its labels again.
    private readonly ConcurrentDictionary<(string Key, string Value), PageSeries> _byTag = new();
    private PageSeries? _untagged;

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

        if (Known(tags) is { } known)
        {
            known.Record(value, Shape.Adds);
            return;
        }

        var (names, values) = Labels(tags);
        if (!_families.TryGetValue(names, out var family))
            family = _families.GetOrAdd(names, n => _page.Family(Shape.Kind, Shape.Name, Shape.Help, n, _bounds));
        if (family.Count >= _maxSeries && !family.Has(values))
        {
            _limited("instrument");
            return;
        }

        // The series of an observable one go when they are no longer reported, so they are not kept.
        if (Shape.IsObservable) family.Set(values, value);
        else Keep(tags, family.Series(values)).Record(value, Shape.Adds);
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

    private PageSeries? Known(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return Volatile.Read(ref _untagged);
        return tags is [{ Key: var key, Value: string text }] && _byTag.TryGetValue((key, text), out var known) ? known : null;
    }

    private PageSeries Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags, PageSeries series)
    {
        if (tags.IsEmpty) Volatile.Write(ref _untagged, series);
        else if (tags is [{ Key: var key, Value: string text }] && _byTag.Count < _maxSeries) _byTag.TryAdd((key, text), series);
        return series;
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
