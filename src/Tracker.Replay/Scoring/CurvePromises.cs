namespace Tracker.Replay.Scoring;

/// <summary>What is promised of the stored curves, in the nine regimes, with the planned length known and unknown.</summary>
public static class CurvePromises
{
    private const string Dense = "every:1";
    private const string EpochMeans = "epoch-means";

    /// <summary>The rows.</summary>
    /// <param name="scores">Of every curve in every regime, with plan and without.</param>
    public static IReadOnlyList<Promise> Of(IEnumerable<CurveScore> scores)
    {
        var cells = scores.GroupBy(static score => score.Regime).Select(static group => new Cell(group.Key.Name, group.Key.PlanKnown, [.. group])).ToList();
        if (cells.Count > 0) return Rows(cells);
        return [.. Rows([new Cell("", true, [])]).Select(static promise => promise.Unmeasured)];
    }

    private static Promise[] Rows(List<Cell> cells) => [Healthy(cells), NonFinite(cells), Diverged(cells), Degraded(cells), Overfit(cells), SlowLearning(cells)];

    private static Promise Healthy(List<Cell> cells)
    {
        var healthy = cells.Select(static cell => cell.Of("healthy")).ToList();
        var others = cells.Select(static cell => cell.Of("overfit").Count(static score => score.Incidents.Any(static one => one.Detector != "train-val-divergence"))).ToList();
        var warned = healthy.Select(static runs => runs.Count(static score => !score.Incidents.IsEmpty)).ToList();
        var n = healthy.Max(static runs => runs.Count);
        var high = n == 0 ? 1 : Wilson.Of(warned.Max(), n).High;
        return new Promise(
            "healthy-curves",
            "tuned healthy runs with any warning, whole rule set on, the 30 true overfits apart",
            "AUTOTRAINER 3 of 240, over more problems",
            "0 of 90 in every regime, plan known or not",
            Markdown.Format($"{warned.Max()} of {n} at most in {cells.Count} regimes (below {100 * high:0.#} % a run at 95 %); any but overfit on {others.Max()} of the 30"),
            n == 90 && cells.Count == 18 && warned.Max() == 0);
    }

    private static Promise NonFinite(List<Cell> cells)
    {
        var runs = cells.Select(static cell => cell.Of("non-finite")).ToList();
        var n = runs.Max(static of => of.Count);
        var found = runs.Min(static of => of.Count(static score => score.Found is not null));
        var next = runs.Min(static of => of.Count(static score => score.Found is { } incident && incident.Step <= score.FirstNonFinite));
        return new Promise(
            "non-finite",
            "non-finite",
            "all, checked every 3 epochs",
            "118 of 118, at the next sample",
            Markdown.Format($"{found} of {n} in every regime, {next} of them at the first row that holds one"),
            n == 118 && found == n && next == n);
    }

    private static Promise Diverged(List<Cell> cells)
    {
        var known = cells.Where(static cell => cell.PlanKnown).ToList();
        var found = cells.Min(static cell => cell.Found("diverged", "stuck"));
        var n = cells.Max(static cell => cell.Of("diverged", "stuck").Count);
        var dense = known.Where(static cell => cell.Name == Dense).Max(static cell => cell.MedianDelay("diverged", "stuck"));
        var sparse = known.Where(static cell => cell.Name != Dense).Max(static cell => cell.MedianDelay("diverged", "stuck"));
        var unknown = cells.Where(static cell => !cell.PlanKnown).Max(static cell => cell.MedianDelay("diverged", "stuck"));
        return new Promise(
            "diverged-or-stuck",
            "diverged and stuck (one family), every regime",
            "88 %, 93 %, none before 30 % of the run",
            "64 of 64; median delay 2 % dense, 4 % sparse",
            Markdown.Format($"{found} of {n} in every regime; median delay {Markdown.Percent(dense)} dense, {Markdown.Percent(sparse)} at most sparse ({Markdown.Percent(unknown)} at most where the plan is unknown)"),
            n == 64 && found == n && dense <= 0.0205 && sparse <= 0.0405);
    }

    private static Promise Degraded(List<Cell> cells)
    {
        var known = cells.Where(static cell => cell.PlanKnown).ToList();
        var n = cells.Max(static cell => cell.Of("degraded").Count);
        var dense = Fewest(known, Dense, "degraded");
        var means = Fewest(known, EpochMeans, "degraded");
        var sparse = known.Where(static cell => cell.Name is not (Dense or EpochMeans)).Select(static cell => cell.Found("degraded")).DefaultIfEmpty().Min();
        var unknown = cells.Where(static cell => !cell.PlanKnown).Select(static cell => cell.Found("degraded")).ToList();
        return new Promise(
            "degraded",
            "degraded",
            "75 %",
            "6 of 6 dense, 5 of 6 sparse, 4 of 6 at epoch means",
            Markdown.Format($"{dense} of {n} dense, {sparse} at least sparse, {means} at epoch means (plan unknown: {unknown.DefaultIfEmpty().Min()} to {unknown.DefaultIfEmpty().Max()})"),
            n == 6 && dense == 6 && sparse >= 5 && means >= 4);
    }

    private static Promise Overfit(List<Cell> cells)
    {
        var n = cells.Max(static cell => cell.Of("overfit").Count);
        var found = cells.Min(static cell => cell.Found("overfit"));
        var early = cells.Min(static cell => cell.Of("overfit").Count(static score => score.Found is { } incident && score.DelayShare(incident.Step) <= 0.205));
        var median = cells.Max(static cell => cell.MedianDelay("overfit"));
        var others = cells.Max(static cell => cell.Of("healthy").Count(static score => score.Incidents.Any(static one => one.Detector == "train-val-divergence")));
        return new Promise(
            "overfit",
            "true overfits of fmnist_2c2d (tuned), with a margin that survives noisier validation",
            "precision 0.25",
            "30 of 30 by 20 % of the run; no other tuned run",
            Markdown.Format($"{found} of {n} in every regime, median at {Markdown.Percent(median)} at most, {early} at least by 20 % of the run; {others} other tuned runs"),
            n == 30 && found == n && early == n && others == 0);
    }

    private static Promise SlowLearning(List<Cell> cells)
    {
        var known = cells.Where(static cell => cell.PlanKnown).ToList();
        var n = cells.Max(static cell => cell.Of("slow-learning").Count);
        var dense = Fewest(known, Dense, "slow-learning");
        var sparse = known.Where(static cell => cell.Name != Dense).Select(static cell => cell.Found("slow-learning")).DefaultIfEmpty().Min();
        var unknown = cells.Where(static cell => !cell.PlanKnown).Select(static cell => cell.Found("slow-learning")).DefaultIfEmpty().Min();
        return new Promise(
            "rate-too-low",
            "learning rate too low (20 runs), by a warning slow-learning; plan known; unknown",
            "not published",
            "17 dense, 12 sparse; 8",
            Markdown.Format($"{dense} of {n} dense, {sparse} at least sparse; {unknown} at least where the plan is unknown (the cause is named first on {Named(known.Where(static cell => cell.Name == Dense))} dense, {Named(known)} at least sparse; {Named(cells)} at least)"),
            n == 20 && dense >= 17 && sparse >= 12 && unknown >= 8);
    }

    /// <summary>Of a slow curve the fewest, in any of the cells, of which a rate too low is the likeliest cause.</summary>
    private static int Named(IEnumerable<Cell> cells) =>
        cells.Select(static cell => cell.Of("slow-learning").Count(static score => score.FirstCause == "learning-rate-too-low")).DefaultIfEmpty().Min();

    private static int Fewest(IEnumerable<Cell> cells, string name, string verdict) =>
        cells.Where(cell => cell.Name == name).Select(cell => cell.Found(verdict)).DefaultIfEmpty().Min();

    /// <summary>One regime with the plan known, or not.</summary>
    private sealed class Cell(string name, bool planKnown, List<CurveScore> scores)
    {
        public string Name => name;

        public bool PlanKnown => planKnown;

        public List<CurveScore> Of(params string[] verdicts) => [.. scores.Where(score => verdicts.Contains(score.Verdict))];

        public int Found(params string[] verdicts) => Of(verdicts).Count(static score => score.Found is not null);

        public double? MedianDelay(params string[] verdicts) =>
            Quantile.Of(Of(verdicts).Where(static score => score.Found is not null).Select(static score => score.DelayShare(score.Found!.Step)), 0.5);
    }
}
