using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Export;

/// <summary>What a scrape gets: the live runs, then the daemon's own instruments.</summary>
internal sealed class MetricsPage : IDisposable
{
    private readonly PrometheusPage _page = new(withProcess: true);
    private readonly SemaphoreSlim _oneScrape = new(1);
    private readonly LiveRunReader _runs;
    private readonly RunSeries _series;

    public MetricsPage(
        TrackerMeter meter, LiveRunReader runs, ExportInstruments instruments, ExportOptions options, ILogger<MeterBridge> logger)
    {
        _runs = runs;
        _series = new RunSeries(_page, options, instruments);
        Bridge = new MeterBridge(
            _page, other => ReferenceEquals(other, meter.Meter), options.MaxSeriesPerInstrument, reason => instruments.Limited(reason), logger);
    }

    public MeterBridge Bridge { get; }

    /// <summary>The page as it is now, in UTF-8. Scrapes wait for one another.</summary>
    public async Task<byte[]> WriteAsync(CancellationToken cancellationToken)
    {
        await _oneScrape.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _series.Publish(await _runs.ReadAsync(cancellationToken).ConfigureAwait(false));
            Bridge.Observe();
            return await _page.WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneScrape.Release();
        }
    }

    public void Dispose()
    {
        Bridge.Dispose();
        _oneScrape.Dispose();
    }
}
