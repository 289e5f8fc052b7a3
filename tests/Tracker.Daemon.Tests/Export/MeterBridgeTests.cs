using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Daemon.Export;

namespace Tracker.Daemon.Tests.Export;

public sealed class MeterBridgeTests : IDisposable
{
    private readonly Meter _meter = new("Tracker");
    private readonly PrometheusPage _page = new(withProcess: false);
    private readonly List<string> _limited = [];
    private readonly MeterBridge _bridge;

    public MeterBridgeTests() => _bridge = new MeterBridge(
        _page, m => ReferenceEquals(m, _meter), maxSeries: 3, _limited.Add, NullLogger.Instance);

    public void Dispose()
    {
        _bridge.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Counter_AfterIncrements_StaysACounter()
    {
        var counter = _meter.CreateCounter<long>("ingest.samples", "{sample}", "Samples taken.");
        counter.Add(2, Tag("transport", "grpc"));
        counter.Add(3, Tag("transport", "grpc"));
        counter.Add(-1, Tag("transport", "grpc"));

        var page = await ReadAsync();

        Assert.Equal("counter", page.Families["tracker_ingest_samples_total"].Type);
        Assert.Equal("Samples taken.", page.Families["tracker_ingest_samples_total"].Help);
        Assert.Equal(5, page.Value("tracker_ingest_samples_total", ("transport", "grpc")));
    }

    [Fact]
    public async Task UpDownCounter_AfterUpAndDown_IsAGauge()
    {
        var counter = _meter.CreateUpDownCounter<int>("ingest.streams", "{stream}", "Open streams.");
        counter.Add(3);
        counter.Add(-2);

        var page = await ReadAsync();

        Assert.Equal("gauge", page.Families["tracker_ingest_streams"].Type);
        Assert.Equal(1, page.Value("tracker_ingest_streams"));
    }

    [Fact]
    public async Task Gauge_AfterSet_IsKept()
    {
        var gauge = _meter.CreateGauge<double>("disk.used", "1", "Part in use.");
        gauge.Record(0.75);
        gauge.Record(0.5);

        var page = await ReadAsync();

        Assert.Equal("gauge", page.Families["tracker_disk_used_ratio"].Type);
        Assert.Equal(0.5, page.Value("tracker_disk_used_ratio"));
    }

    [Fact]
    public async Task Histogram_WithAdvice_KeepsItsBounds()
    {
        var histogram = _meter.CreateHistogram("store.write.duration", "s", "Time of a write.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 1, 7.5] });
        histogram.Record(0.25);
        histogram.Record(3);
        histogram.Record(double.NaN);

        var page = await ReadAsync();

        const string name = "tracker_store_write_duration_seconds";
        Assert.Equal("histogram", page.Families[name].Type);
        Assert.Equal(["0.25", "1", "7.5", "+Inf"], page.Find(name + "_bucket").Select(s => s.Labels["le"]));
        Assert.Equal([1.0, 1, 2, 2], page.Find(name + "_bucket").Select(s => s.Value));
        Assert.Equal(3.25, page.Value(name + "_sum"));
        Assert.Equal(2, page.Value(name + "_count"));
    }

    [Fact]
    public async Task Histogram_OfIntegersWithAdvice_KeepsItsBounds()
    {
        var histogram = _meter.CreateHistogram("batch.samples", "{sample}", "Samples of a batch.", null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 64] });
        histogram.Record(64);

        var page = await ReadAsync();

        Assert.Equal([("1", 0.0), ("64", 1), ("+Inf", 1)], page.Find("tracker_batch_samples_bucket").Select(s => (s.Labels["le"], s.Value)));
    }

    [Fact]
    public async Task Histogram_WithoutAdvice_HasBoundsOfItsUnit()
    {
        _meter.CreateHistogram<double>("wait", "s", "Wait.").Record(0.03);

        var page = await ReadAsync();

        Assert.Contains(page.Find("tracker_wait_seconds_bucket"), s => s.Labels["le"] == "0.05" && s.Value == 1);
    }

    [Fact]
    public async Task ObservableCounter_AtEachScrape_TakesItsCount()
    {
        var count = 5.0;
        _meter.CreateObservableCounter("process.io", () => count, "By", "Bytes read.");
        Assert.Equal(5, (await ReadAsync()).Value("tracker_process_io_bytes_total"));
        count = 9;
        Assert.Equal(9, (await ReadAsync()).Value("tracker_process_io_bytes_total"));
        count = 2;

        var page = await ReadAsync();

        Assert.Equal("counter", page.Families["tracker_process_io_bytes_total"].Type);
        Assert.Equal(2, page.Value("tracker_process_io_bytes_total"));
    }

    [Fact]
    public async Task ObservableUpDownCounter_AtEachScrape_IsAGauge()
    {
        _meter.CreateObservableUpDownCounter("queue.samples", () => 7, "{sample}", "Samples that wait.");

        var page = await ReadAsync();

        Assert.Equal("gauge", page.Families["tracker_queue_samples"].Type);
        Assert.Equal(7, page.Value("tracker_queue_samples"));
    }

    [Fact]
    public async Task ObservableGauge_SeriesNoLongerReported_Goes()
    {
        List<Measurement<int>> jobs = [new(1, Tag("state", "queued")), new(2, Tag("state", "running"))];
        _meter.CreateObservableGauge("jobs", () => jobs, "{job}", "Jobs.");
        Assert.Equal(2, (await ReadAsync()).Find("tracker_jobs").Count());
        jobs.RemoveAt(0);

        var page = await ReadAsync();

        Assert.Equal("running", Assert.Single(page.Find("tracker_jobs")).Labels["state"]);
    }

    [Fact]
    public async Task Observe_OneCallbackThrows_OthersAreExported()
    {
        _meter.CreateObservableGauge("bad", int () => throw new InvalidOperationException("no"), "{x}", "Fails.");
        _meter.CreateObservableGauge("good", () => 1, "{x}", "Works.");

        Assert.Equal(1, (await ReadAsync()).Value("tracker_good"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("quote \" backslash \\ line\nend")]
    [InlineData("\\n is not a line end")]
    [InlineData("größer 学習率 🚀")]
    [InlineData("<script>alert(1)</script> & {x=\"y\"} 1")]
    [InlineData("Infinity")]
    [InlineData("")]
    public async Task Label_OfAnyText_ComesBack(string text)
    {
        _meter.CreateGauge<int>("g", null, "G.").Record(1, Tag("the.label", text));

        Assert.Equal(text, Assert.Single((await ReadAsync()).Find("tracker_g")).Labels["the_label"]);
    }

    [Fact]
    public async Task Help_WithLineEndAndBackslash_ComesBack()
    {
        _meter.CreateGauge<int>("g", null, "One\nTwo \\ three.").Record(1);

        Assert.Equal("One\nTwo \\ three.", (await ReadAsync()).Families["tracker_g"].Help);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(-0.0)]
    [InlineData(0.1)]
    [InlineData(1763933199.123456)]
    public async Task Value_OfAnyDouble_ComesBackBitExact(double value)
    {
        _meter.CreateGauge<double>("g", null, "G.").Record(value);

        var read = (await ReadAsync()).Value("tracker_g");

        Assert.Equal(double.IsNaN(value) ? "NaN" : $"{BitConverter.DoubleToInt64Bits(value)}", double.IsNaN(read) ? "NaN" : $"{BitConverter.DoubleToInt64Bits(read)}");
    }

    [Fact]
    public async Task Tags_InAnotherOrder_AreTheSameSeries()
    {
        var counter = _meter.CreateCounter<int>("c", null, "C.");
        counter.Add(1, Tag("a", 1), Tag("b", true));
        counter.Add(1, Tag("b", true), Tag("a", 1));

        Assert.Equal(2, (await ReadAsync()).Value("tracker_c_total", ("a", "1"), ("b", "true")));
    }

    [Fact]
    public async Task Tags_OfAnotherSet_ShareTheFamily()
    {
        var counter = _meter.CreateCounter<int>("c", null, "C.");
        counter.Add(1, Tag("a", "x"));
        counter.Add(2, Tag("b", "y"));

        var page = await ReadAsync();

        Assert.Equal(1, page.Value("tracker_c_total", ("a", "x")));
        Assert.Equal(2, page.Value("tracker_c_total", ("b", "y")));
    }

    [Fact]
    public async Task Tags_OverTheCap_AreCountedAndLeftOut()
    {
        var counter = _meter.CreateCounter<int>("c", null, "C.");
        for (var i = 0; i < 5; i++) counter.Add(1, Tag("a", i));
        counter.Add(1, Tag("a", 0));

        var page = await ReadAsync();

        Assert.Equal(3, page.Find("tracker_c_total").Count());
        Assert.Equal(2, page.Value("tracker_c_total", ("a", "0")));
        Assert.Equal(["instrument", "instrument"], _limited);
    }

    [Fact]
    public async Task Instrument_OfAnotherMeter_IsLeftOut()
    {
        using var other = new Meter("Tracker");
        other.CreateCounter<int>("c", null, "C.").Add(1);

        Assert.Empty((await ReadAsync()).Samples);
    }

    [Fact]
    public async Task Instrument_WhoseNameHasAnotherType_NeverThrowsWhereItIsRecorded()
    {
        _meter.CreateGauge<int>("c.total", null, "C.").Record(1);
        _meter.CreateHistogram<int>("c", null, "C.").Record(1, Tag("le", "x"));

        Assert.Equal("gauge", (await ReadAsync()).Families["tracker_c"].Type);
    }

    [Fact]
    public async Task Meter_Disposed_ObservablesGoAndCountsStay()
    {
        _meter.CreateCounter<int>("c", null, "C.").Add(1);
        _meter.CreateObservableGauge("g", () => 1, null, "G.");
        Assert.Equal(2, (await ReadAsync()).Samples.Count());
        _meter.Dispose();

        Assert.Equal("tracker_c_total", Assert.Single((await ReadAsync()).Samples).Name);
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private async Task<Exposition> ReadAsync()
    {
        _bridge.Observe();
        return Exposition.Parse(await _page.WriteAsync(TestContext.Current.CancellationToken));
    }
}
