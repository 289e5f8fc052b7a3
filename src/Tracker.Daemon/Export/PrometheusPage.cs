using System.Collections.Concurrent;
using Prometheus;

namespace Tracker.Daemon.Export;

/// <summary>
/// The exposition page. The only file that knows prometheus-net, so that another writer of the page could take its place.
/// </summary>
internal sealed class PrometheusPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;

    /// <param name="withProcess">Adds the usual process_ families, as CPU time and memory.</param>
    public PrometheusPage(bool withProcess)
    {
        _factory = Metrics.WithCustomRegistry(_registry);
        _factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        if (withProcess) DotNetStats.Register(_registry);
    }

    /// <summary>A family with one set of labels.</summary>
    /// <param name="kind">Its type; two families of one name have one type.</param>
    /// <param name="name">As <see cref="MetricNames"/> makes it.</param>
    /// <param name="help">One line; the first family of a name says it.</param>
    /// <param name="labels">Label names.</param>
    /// <param name="bounds">Upper bounds of a histogram's buckets, rising; null for the default.</param>
    /// <exception cref="InvalidOperationException">The name has another type already.</exception>
    public PageFamily Family(MetricKind kind, string name, string help, string[] labels, double[]? bounds = null)
    {
        var text = help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return kind switch
        {
            MetricKind.Counter => new PageFamily(_factory.CreateCounter(name, text, labels)),
            MetricKind.Gauge => new PageFamily(_factory.CreateGauge(name, text, labels)),
            _ => new PageFamily(_factory.CreateHistogram(name, text, labels, new HistogramConfiguration { Buckets = bounds })),
        };
    }

    /// <summary>The page as it is now, in UTF-8.</summary>
    public async Task<byte[]> WriteAsync(CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(stream, cancellationToken).ConfigureAwait(false);
        return WithShortInfinities(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    // prometheus-net writes Infinity, which the format does not name. A label value holds no raw line break, so only a value ends a line so.
    private static byte[] WithShortInfinities(ReadOnlySpan<byte> page)
    {
        var output = new byte[page.Length];
        var length = 0;
        while (page.IndexOf("Infinity\n"u8) is var at and >= 0)
        {
            var isPositive = at > 0 && page[at - 1] == ' ';
            var isNegative = at > 1 && page[at - 1] == '-' && page[at - 2] == ' ';
            var end = at + "Infinity".Length;
            var kept = isPositive || isNegative ? at : end;
            page[..kept].CopyTo(output.AsSpan(length));
            length += kept;
            if (isPositive) length += Append(output, length, "+Inf"u8);
            if (isNegative) length += Append(output, length, "Inf"u8);
            page = page[end..];
        }

        page.CopyTo(output.AsSpan(length));
        return output[..(length + page.Length)];
    }

    private static int Append(byte[] output, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output.AsSpan(at));
        return text.Length;
    }
}

/// <summary>The series of one name and one set of labels. Recording is free of locks and never throws.</summary>
internal sealed class PageFamily
{
    private readonly Counter? _counter;
    private readonly Gauge? _gauge;
    private readonly Histogram? _histogram;
    private readonly ConcurrentDictionary<string[], bool> _series = new(LabelValues.Comparer);

    internal PageFamily(Counter counter) => _counter = counter;

    internal PageFamily(Gauge gauge) => _gauge = gauge;

    internal PageFamily(Histogram histogram) => _histogram = histogram;

    /// <summary>Series on the page.</summary>
    public int Count => _series.Count;

    public bool Has(string[] values) => _series.ContainsKey(values);

    /// <summary>One series, to be kept and recorded to; for families that are never swept.</summary>
    public PageSeries Series(string[] values)
    {
        Touch(values);
        return new PageSeries(_counter?.WithLabels(values), _gauge?.WithLabels(values), _histogram?.WithLabels(values));
    }

    /// <summary>Sets a gauge, or the count that a counter has reached; a lower one means that what is counted began anew.</summary>
    public void Set(string[] values, double value)
    {
        Touch(values);
        _gauge?.WithLabels(values).Set(value);
        if (_counter is null) return;
        if (value < _counter.WithLabels(values).Value) _counter.RemoveLabelled(values);
        _counter.WithLabels(values).IncTo(value);
    }

    /// <summary>Takes off the page what was not touched since the last call.</summary>
    public void Sweep()
    {
        foreach (var (values, touched) in _series)
        {
            if (touched)
            {
                _series[values] = false;
                continue;
            }

            _series.TryRemove(values, out _);
            Remove(values);
        }
    }

    // Without labels there is one series, which prometheus-net makes again by itself: it can only be hidden until it is set.
    private void Remove(string[] values)
    {
        if (values.Length == 0)
        {
            _counter?.Unpublish();
            _gauge?.Unpublish();
            return;
        }

        _counter?.RemoveLabelled(values);
        _gauge?.RemoveLabelled(values);
    }

    private void Touch(string[] values) => _series[values] = true;
}

/// <summary>One series. Recording is free of locks and never throws.</summary>
internal sealed class PageSeries
{
    private readonly Counter.Child? _counter;
    private readonly Gauge.Child? _gauge;
    private readonly Histogram.Child? _histogram;

    internal PageSeries(Counter.Child? counter, Gauge.Child? gauge, Histogram.Child? histogram) =>
        (_counter, _gauge, _histogram) = (counter, gauge, histogram);

    /// <summary>Takes a measurement: what a counter or a gauge grows by (a counter never by a negative number), or what a gauge is now.</summary>
    public void Record(double value, bool adds)
    {
        if (_histogram is not null) _histogram.Observe(value);
        else if (_counter is not null) _counter.Inc(value);
        else if (adds) _gauge!.Inc(value);
        else _gauge!.Set(value);
    }
}
