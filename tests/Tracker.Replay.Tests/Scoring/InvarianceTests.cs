using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;
using Tracker.Replay.Recordings;
using Tracker.Replay.Scoring;

namespace Tracker.Replay.Tests.Scoring;

/// <summary>
/// What must not change a judgement: the scale of the losses, what comes twice or late, a restart, evaluations that are missing. An offset of the loss's own size
/// is not among it by design: the start level is a scale of what counts as progress, and chance level is an absolute number.
/// </summary>
public sealed class InvarianceTests
{
    private const int Steps = 4000;

    public static TheoryData<string> Names => ["diverged", "stuck-loss", "slow-learning", "regressed", "train-val-divergence", ""];

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_OfLossesOfAnotherScale_IsTheSame(string name)
    {
        var expected = Incidents(Play(Rows(name)));
        Assert.Equal(name.Length > 0 ? [name] : [], expected.Select(incident => incident.Detector).Distinct());
        foreach (var scale in (double[])[1e-6, 1e6]) Assert.Equal(expected, Incidents(Play([.. Rows(name).Select(row => row.Times(scale))])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_OfRowsThatComeTwiceOrAreMissing_NamesTheSame(string name)
    {
        var rows = Rows(name);
        var expected = Incidents(Play(rows));
        Assert.Equal(expected, Incidents(Play([.. rows.SelectMany(row => new[] { row, row })])));

        // A row that comes again after later ones is late.
        Assert.Equal(expected, Incidents(Play([.. rows.SelectMany((row, i) => i % 7 == 3 ? [row, rows[Math.Max(0, i - 50)]] : new[] { row })])));
        var fewer = Incidents(Play([.. rows.Where((row, i) => row.Validation is null || row.Step % 120 != 0)]));
        Assert.Equal(expected.Select(incident => incident.Detector), fewer.Select(incident => incident.Detector));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_WithAnOffset_NamesTheSame(string name) => Assert.Equal(
        Incidents(Play(Rows(name))).Select(incident => incident.Detector).Distinct(),
        Incidents(Play([.. Rows(name).Select(row => row.Plus(0.1))])).Select(incident => incident.Detector).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_WithRestartsOrInOtherPieces_IsTheSame(string name)
    {
        var rows = Rows(name);
        var expected = Incidents(Play(rows));
        Assert.Equal(expected, Incidents(Play(rows, rowsPerInput: 1)));
        Assert.Equal(expected, Incidents(Play(rows, rowsPerInput: 13, reloadEvery: 5)));
        Assert.Equal(expected, Incidents(Play(rows, reloadEvery: 30)));
    }

    [Fact]
    public void Judge_OfStoredCurvesWithRestarts_IsTheSame()
    {
        var files = DeepObsReader.Find(StoredCurves.Folder);
        if (files.Count == 0) Assert.Skip($"The stored curves are not here: {StoredCurves.Folder}");
        foreach (var file in files.Where((_, i) => i % 45 == 0))
        {
            var recording = CurveReplay.Record(DeepObsReader.Read(file), new CurveRegime(CurveSampling.Every, 10));
            Assert.Equal(Incidents(recording.Play()), Incidents(recording.Play(reloadEvery: 37)));
        }
    }

    private static List<(string Detector, long Step)> Incidents(Playback played) => [.. Incident.Of(played).Select(incident => (incident.Detector, incident.Step))];

    private static List<Row> Rows(string name)
    {
        var rows = new List<Row>();
        var random = 1UL;
        for (var step = 0; step < Steps; step++)
        {
            random = (random * 6364136223846793005) + 1442695040888963407;
            var noise = ((random >> 40) * (1.0 / (1 << 24))) - 0.5;
            var fall = 0.4 + (2 * Math.Exp(-step / 500.0));
            var loss = name switch
            {
                "diverged" => step < 50 ? 2.4 : 4,
                "stuck-loss" => 2.4,
                "slow-learning" => 2.4 - (0.3 * step / Steps),
                "regressed" => step < 2500 ? fall : 1.9,
                _ => fall,
            };
            rows.Add(new Row(step, loss + (0.05 * noise), null));
            if (step % 40 == 0) rows.Add(new Row(step, null, loss + 0.1 + (0.002 * noise) + (name == "train-val-divergence" ? 0.0006 * Math.Max(0, step - 800) : 0)));
        }

        return rows;
    }

    private static Playback Play(IReadOnlyList<Row> rows, int rowsPerInput = 64, int reloadEvery = 0)
    {
        var start = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var run = new RunRecorder(start, RunFacts.None with { Kind = TrainingKind.Supervised, PlannedSteps = Steps }, rowsPerInput);
        foreach (var row in rows)
        {
            var at = start + TimeSpan.FromMilliseconds(row.Step);
            if (row.Loss is { } loss) run.Row(at, run.Set(at, "train/loss"), row.Step, loss);
            else run.Row(at, run.Set(at, "val/loss"), row.Step, row.Validation!.Value);
        }

        return run.Complete(new RunId(1), new MonitorOptions(), start + TimeSpan.FromMilliseconds(Steps)).Play(reloadEvery);
    }

    private sealed record Row(long Step, double? Loss, double? Validation)
    {
        public Row Times(double scale) => this with { Loss = Loss * scale, Validation = Validation * scale };

        public Row Plus(double offset) => this with { Loss = Loss + offset, Validation = Validation + offset };
    }
}
