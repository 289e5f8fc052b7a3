using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tracker.Daemon.Export;

/// <summary>
/// Carries the daemon's instruments to the page: a counter stays a counter, a gauge a gauge, and a histogram keeps its
/// advised bounds. prometheus-net's own adapter makes gauges of counters and drops gauges and bounds, so it is not used.
/// </summary>
internal sealed partial class MeterBridge : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, BridgedInstrument> _instruments = new();
    private readonly PrometheusPage _page;
    private readonly Func<Meter, bool> _wants;
    private readonly int _maxSeries;
    private readonly Action<string> _limited;
    private readonly ILogger _logger;
    private bool _failedBefore;

    /// <param name="page">Where the instruments go.</param>
    /// <param name="wants">Says which meters are the daemon's own.</param>
    /// <param name="maxSeries">An instrument gets no more series than that: its tags were meant to be few.</param>
    /// <param name="limited">Told why a series was left out.</param>
    /// <param name="logger">One line for each instrument that cannot be exported.</param>
    public MeterBridge(PrometheusPage page, Func<Meter, bool> wants, int maxSeries, Action<string> limited, ILogger logger)
    {
        _page = page;
        _wants = wants;
        _maxSeries = maxSeries;
        _limited = limited;
        _logger = logger;
        _listener.InstrumentPublished = OnPublished;
        _listener.MeasurementsCompleted = (instrument, _) =>
        {
            if (_instruments.TryRemove(instrument, out var bridged)) bridged.Close();
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>What is exported, measured or not.</summary>
    public IEnumerable<InstrumentShape> Shapes => _instruments.Values.Select(i => i.Shape);

    /// <summary>Asks the observable instruments. One call at a time.</summary>
    public void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException e)
        {
            // The others were asked all the same; the page goes on without the one that failed.
            if (!_failedBefore) LogObservationFailed(e);
            _failedBefore = true;
        }

        foreach (var instrument in _instruments.Values) instrument.Sweep();
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((BridgedInstrument)state!).Record(value, tags);

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (!_wants(instrument.Meter)) return;
        if (InstrumentShape.Of(instrument) is not { } shape)
        {
            LogUnknownKind(instrument.Name, instrument.GetType().Name);
            return;
        }

        if (_instruments.Values.FirstOrDefault(i => i.Shape.Name == shape.Name && i.Shape.Kind != shape.Kind) is { } other)
        {
            LogNameTaken(instrument.Name, shape.Name, other.Shape.Kind);
            return;
        }

        IEnumerable<KeyValuePair<string, object?>> constants = [.. instrument.Tags ?? [], .. instrument.Meter.Tags ?? []];
        var bridged = new BridgedInstrument(_page, shape, constants, _maxSeries, _limited);
        _instruments[instrument] = bridged;
        listener.EnableMeasurementEvents(instrument, bridged);
    }
}
