using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Tests.Chunks;

namespace Tracker.Storage.Tests.Sqlite;

public sealed class CurveTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();
    private readonly TrackerMeter _meter = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Curves_AnyRun_KeepEveryExtremeInFewPoints()
    {
        var store = _fixture.Open(_fixture.Options with { SealBytes = 3_000 });
        using var sealer = SealedRuns.Sealer(store, _meter);
        var number = 0;
        await Gen.Select(ArbitraryFrames.Entries, Gen.Int[2, 300], Gen.Int[0, 2], Gen.Bool, Gen.Long[0, 500], Gen.Long[500, 1L << 41]).SampleAsync(
            async (frames, points, rank, zooms, from, to) =>
            {
                var run = new RunId((UInt128)Interlocked.Increment(ref number));
                await SealedRuns.WriteAsync(store, run, frames[..(frames.Length * 2 / 3)]);
                await sealer.SealAllAsync(default);
                await SealedRuns.WriteAsync(store, run, frames[(frames.Length * 2 / 3)..]);
                var query = new CurveQuery { Metrics = ["metric/0"], Points = points, Rank = rank, FromStep = zooms ? from : null, ToStep = zooms ? to : null };

                var curve = Assert.Single(await store.Curves.CurvesAsync(run, query, default));

                var samples = Samples(frames, rank).Where(sample => !zooms || (sample.Step >= from && sample.Step <= to)).ToList();
                var finite = samples.Where(static sample => double.IsFinite(sample.Value)).ToList();
                Assert.Equal(rank, curve.Rank);
                Assert.True(curve.Points.Length <= points, $"{curve.Points.Length} points");
                Assert.Equal(samples.Count, curve.Samples);
                Assert.Equal(samples.Count - finite.Count, curve.NonFinite);
                Assert.Equal(samples.Count - finite.Count, curve.Points.Sum(static point => point.NonFinite));
                Assert.Equal(finite.Count == 0 ? null : finite.Min(static sample => sample.Value), curve.Min?.Value);
                Assert.Equal(finite.Count == 0 ? null : finite.Max(static sample => sample.Value), curve.Max?.Value);
                foreach (var point in curve.Points)
                {
                    if (double.IsFinite(point.Value)) Assert.Contains((point.Step, point.Time, point.Value, point.Attempt), samples);
                    else Assert.True(point.NonFinite > 0);
                }

                if (finite.Count == 0) return;
                Assert.Contains(curve.Points, point => point.Value == curve.Min?.Value);
                Assert.Contains(curve.Points, point => point.Value == curve.Max?.Value);
                if (samples.Count <= points) Assert.Equal(samples.Count, curve.Points.Length);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Curves_MillionSamples_AreDrawnFromSummariesWithEverySpike()
    {
        const int frames = 600, rows = 2_000;
        var store = _fixture.Open();
        using var sealer = SealedRuns.Sealer(store, _meter);
        var run = new RunId(7);
        double Spiky(int row) => row % 70_001 == 5 ? 1_000 + row : row % 90_001 == 7 ? -row : 1 + (row % 13 * 0.01);
        for (var part = 0; part < 6; part++)
        {
            await SealedRuns.WriteAsync(store, run, [
                .. Enumerable.Range(part * frames / 6, frames / 6).Select(i => new[]
                {
                    ArbitraryFrames.Make(1, 1, 1, false, (ulong)i + 1, [.. Enumerable.Repeat(1L, rows)], [.. Enumerable.Repeat(10L, rows)], [Spiky], i * rows, i * rows),
                })]);
        }

        await sealer.SealAllAsync(default);

        // Second level where that is fine enough, first level else, the columns themselves for more points than summaries.
        foreach (var points in (int[])[8, 100, 1_000])
        {
            var curve = Assert.Single(await store.Curves.CurvesAsync(run, new CurveQuery { Metrics = ["metric/0"], Points = points }, default));
            Assert.InRange(curve.Points.Length, 2, points);
            Assert.Equal(frames * rows, curve.Samples);
            Assert.Equal((1_000 + (17 * 70_001) + 5, -(13 * 90_001) - 7), (curve.Max!.Value.Value, curve.Min!.Value.Value));
            Assert.Contains(curve.Max.Value with { NonFinite = 0 }, curve.Points.Select(static point => point with { NonFinite = 0 }));
            if (points < 1_000) continue;
            for (var spike = 5; spike < frames * rows; spike += 70_001) Assert.Contains(curve.Points, point => point.Value == 1_000 + spike);
        }

        Assert.True(await SealedRuns.NumberAsync(store, "SELECT count(*) FROM summary WHERE level = 1") > 0);
    }

    [Fact]
    public async Task Curves_MetricThatIsNotThere_IsLeftOut()
    {
        var store = _fixture.Open();
        var run = new RunId(9);
        await SealedRuns.WriteAsync(store, run, []);

        Assert.Empty(await store.Curves.CurvesAsync(run, new CurveQuery { Metrics = ["no/such"] }, default));
        Assert.Empty(await store.Curves.CurvesAsync(new RunId(10), new CurveQuery { Metrics = ["metric/0"] }, default));
        Assert.Empty(Assert.Single(await store.Curves.CurvesAsync(run, new CurveQuery { Metrics = ["metric/0"] }, default)).Points);
    }

    private static List<(long Step, long Time, double Value, int Attempt)> Samples(Frame[][] frames, int rank) =>
    [
        .. frames.SelectMany(static entry => entry).Where(frame => frame.Producer == new ProducerId((UInt128)(rank + 1))).SelectMany(static frame =>
            Enumerable.Range(0, frame.Rows).Select(row => (frame.Steps.Span[row], frame.Times.Span[row], frame.Value(0, row), frame.Attempt))),
    ];
}
