using System.Collections.Immutable;
using Tracker.Replay.Scoring.Generated;
using Tracker.Replay.Scoring.Synthetic;

namespace Tracker.Replay.Scoring;

/// <summary>Everything that was scored at one time: the page docs/scoreboard.md.</summary>
public sealed record ScoreboardPage
{
    /// <summary>What wrote it, as it is typed.</summary>
    public required string Command { get; init; }

    /// <summary>The commit that was scored.</summary>
    public required string Commit { get; init; }

    /// <summary>The day, as 2026-01-31.</summary>
    public required string Date { get; init; }

    /// <summary>Of every stored curve in every regime; empty where they are not here.</summary>
    public ImmutableArray<CurveScore> Curves { get; init; } = [];

    /// <summary>Of every healthy synthetic stream; empty where they were not judged.</summary>
    public ImmutableArray<SyntheticScore> Synthetic { get; init; } = [];

    /// <summary>Of every generated run; empty where they are not here.</summary>
    public ImmutableArray<GeneratedScore> Generated { get; init; } = [];

    /// <summary>The generated runs without one source of information after another, as <see cref="Withheld.Rows"/>; empty where this was not tried.</summary>
    public ImmutableArray<GeneratedRow> Told { get; init; } = [];

    /// <summary>What judging cost; null where it was not measured.</summary>
    public CostScore? Cost { get; init; }

    /// <summary>The rows of the scoreboard.</summary>
    public ImmutableArray<Promise> Promises =>
    [
        .. CurvePromises.Of(Curves),
        SyntheticTables.PromiseOf(Synthetic),
        .. GeneratedPromises.Of(Generated),
        CostScore.PromiseOf(Cost),
    ];

    /// <summary>The page in Markdown.</summary>
    public string Render()
    {
        var page = new Markdown();
        page.Say("# Scoreboard");
        page.Say($"""
            Written by `{Command}` of commit {Commit} on {Date}.
            `tests/matrix.sh` makes the generated runs; the stored curves are not part of the project. Where a share is given, the range behind it holds with 95 % confidence
            (Wilson).
            """);
        page.Add(PromiseTable.Render(Promises));
        if (!Curves.IsEmpty) CurvePart(page);
        if (!Synthetic.IsEmpty) SyntheticPart(page);
        if (!Generated.IsEmpty) GeneratedPart(page);
        return page.ToString();
    }

    private void CurvePart(Markdown page)
    {
        page.Say("## Stored curves");
        page.Say("""
            540 runs of the DeepOBS baselines (Schneider, Balles, Hennig, ICLR 2019), four problems, labelled by what the curves show, and judged as nine kinds of trainers would
            have logged them: every step, every 10th, 100th and 500th, means of 50, 100 and 500 steps, epoch values with one before training, epoch means. The
            rules were tuned on these very runs: they say what the rules can do, not how they do on problems unseen. The 90 healthy runs are ten seeds each of nine trainings.

            *Found* is a warning of a right detector: diverged and stuck-loss for either; regressed, metric-regressed, oscillation or diverged for degraded and lost.
            Delays run from the start, for degraded and lost from the best epoch, for non-finite from the first value that is not; an incident before the onset counts as no delay.
            *False* is an incident that is not true of the run. Of runs that are merely good or slow nobody knows.
            """);
        foreach (var plan in Curves.GroupBy(static score => score.Regime.PlanKnown).OrderByDescending(static group => group.Key))
        {
            page.Say($"### Planned length {(plan.Key ? "known" : "unknown")}: found, median delay in % of the run");
            page.Add(RegimeMatrix.Render(plan));
        }

        foreach (var regime in Curves.GroupBy(static score => score.Regime).OrderByDescending(static group => group.Key.PlanKnown))
        {
            page.Say($"### {regime.Key}");
            page.Add(RegimeTables.Detectors(VerdictRow.Of(regime)));
        }

        page.Say("## Published rules on the same streams");
        page.Say("""
            Each written here from its description, with the defaults of its makers (`src/Tracker.Replay/Baselines`); cells: runs on which it fired, median delay in % of the
            run. They are the parts of these tools that read metrics alone, not their programs; they are always told how long the training is to last, and the accuracy on the
            training data. SageMaker Debugger saves a loss in 500 steps. Callbacks that count epochs count evaluations.
            """);
        page.Say("### Tuned runs on which they fire, here and elsewhere");
        page.Say("""
            The 120 tuned runs of the four problems here, healthy but for the 30 overfits, beside what was measured on 240 tuned runs of eight problems, these four among them.
            """);
        page.Add(TunedRuns.Render(Curves));
        foreach (var regime in Curves.Where(static score => score.Regime.PlanKnown).GroupBy(static score => score.Regime))
        {
            page.Say($"### {regime.Key.Name}");
            page.Add(RegimeTables.Baselines(VerdictRow.Of(regime)));
        }
    }

    private void SyntheticPart(Markdown page)
    {
        page.Say("## Healthy synthetic streams");
        page.Say(Markdown.Format($"""
            Losses of 20,000 steps, made from a seed, in which nothing is wrong (`src/Tracker.Replay/Scoring/Synthetic`): no evaluations, no classes, an epoch is 500 steps.
            Cells: of {SyntheticScore.Seeds} runs those with any warning, and by which detectors. The last eight declare a kind other than supervised, or phases.
            A plateau before an escape may be called stuck while it lasts; what counts there is a warning that is open at the end.
            """));
        page.Add(SyntheticTables.Render(Synthetic));
    }

    private void GeneratedPart(Markdown page)
    {
        var sick = Generated.Where(static score => !score.Truth.IsHealthy).ToList();
        page.Say("## Generated runs");
        page.Say(Markdown.Format($"""
            {Generated.Length} runs of `plugins/SickTrainer` ([sick-trainer.md](sick-trainer.md)): {sick.Count} with one cause put in, {Generated.Length - sick.Count} healthy. A
            cause is *decided* where the likeliest is at least twice as likely as the next. The weights of the diagnosis are constants in the code, set by hand in
            view of runs like these; the tables show them as they are.
            """));
        page.Say("### Detection: any warning from the onset on");
        page.Add(GeneratedTables.Detection(Generated));
        page.Say("### Healthy runs");
        page.Add(GeneratedTables.Healthy(Generated));
        page.Say("### Causes and remedies");
        page.Add(GeneratedTables.Causes([new GeneratedRow("all", [.. sick])], "runs"));
        page.Say("");
        page.Add(GeneratedTables.Causes(GeneratedRow.By(sick, static score => score.Truth.Task), "task"));
        page.Say("");
        page.Add(GeneratedTables.Causes(GeneratedRow.By(sick, static score => Markdown.Format($"{score.Truth.Severity}")), "severity"));
        page.Say("");
        page.Add(GeneratedTables.Causes(GeneratedRow.By(sick, static score => Markdown.Format($"{score.Truth.Seed}")), "seed"));
        page.Say("");
        page.Add(GeneratedTables.Causes(GeneratedRow.By(sick, static score => score.Truth.Problem), "problem"));
        if (!Told.IsEmpty)
        {
            page.Say("### What each source of information is worth");
            page.Add(GeneratedTables.Told(Told));
        }

        page.Say("### What was named first, where this was wrong");
        page.Add(GeneratedTables.Confusion(Generated));
        page.Say("### Weights that are learnt, on what was left out");
        page.Say("""
            The same evidence with weights learnt from the other tasks, or the other problems (softmax regression that is pulled towards the weights set by hand), and told by
            the same thresholds. They do not judge; they say whether what was seen of some tasks carries over to another. Of a problem that was left out nothing was
            learnt but when it is not to be named.
            """);
        page.Add(GeneratedTables.LeftOut(LeaveOneOut.ByTask(Generated), "task left out"));
        page.Say("");
        page.Add(GeneratedTables.LeftOut(LeaveOneOut.ByProblem(Generated), "problem left out"));
    }
}
