using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis.Weights;
using Tracker.Replay.Readers;
using Tracker.Replay.Scoring;
using Tracker.Replay.Scoring.Generated;
using Tracker.Testing;

namespace Tracker.Replay.Tests.Scoring.Generated;

public sealed class GeneratedScoreTests
{
    [Theory]
    [InlineData("label-noise 0.8, outliers 0.1", CauseOutcome.First)]
    [InlineData("outliers 0.8, wrong-loss 0.1, label-noise 0.1", CauseOutcome.AmongThree)]
    [InlineData("outliers 0.8, wrong-loss 0.1, overflow 0.05, label-noise 0.05", CauseOutcome.Wrong)]
    [InlineData("label-noise 0.4, outliers 0.3", CauseOutcome.Torn)]
    [InlineData("", CauseOutcome.Silent)]
    public void Outcome_OfNamedCauses_IsCountedApart(string named, CauseOutcome expected) => Assert.Equal(expected, Score("label-noise", named).Outcome);

    [Fact]
    public void Remedy_IsRight_WhereOneOfTheFirstTwoHelps()
    {
        var score = Score("label-noise", "label-noise 0.8") with { Remedies = ["add-data", "clean-labels", "robust-loss"] };
        Assert.True(score.HasRightRemedy);
        Assert.False((score with { Remedies = ["add-data", "larger-model", "clean-labels"] }).HasRightRemedy);
        Assert.False((score with { Remedies = [] }).HasRightRemedy);
    }

    [Fact]
    public void Detected_CountsFromTheOnsetOn()
    {
        var score = Score("label-noise", "") with { Truth = new RunTruth { Problem = "label-noise", Onset = 50 } };
        score = score with { Incidents = [Warning(40), Warning(60)] };
        Assert.Equal((60, 0.1), (score.Detected!.Step, score.DelayShare));
        Assert.Null((score with { Incidents = [Warning(40)] }).DelayShare);
        // Of a healthy run every warning is false.
        Assert.NotNull((score with { Truth = new RunTruth { Problem = "healthy" }, Incidents = [Warning(40)] }).Detected);
    }

    [Fact]
    public void Promises_CountUndecidedApartAndARemedyThatIsMissingAsMissed()
    {
        GeneratedScore[] scores =
        [
            .. Enumerable.Range(0, 6).Select(_ => Score("label-noise", "label-noise 0.8") with { Remedies = ["clean-labels"] }),
            Score("label-noise", "outliers 0.8, label-noise 0.1"),
            Score("label-noise", "label-noise 0.4, outliers 0.3"),
            Score("label-noise", ""),
            Score("healthy", ""),
        ];
        var promises = GeneratedPromises.Of(scores).ToDictionary(promise => promise.Id);
        Assert.StartsWith("first 85.7 %, among three 100 % of 7 decided; undecided 2 of 9", promises["cause"].Here, StringComparison.Ordinal);
        Assert.True(promises["cause"].Kept);
        Assert.StartsWith("66.7 %, 6 of 9", promises["remedy"].Here, StringComparison.Ordinal);
        Assert.False(promises["remedy"].Kept);
        Assert.True(promises["healthy-generated"].Kept);
        Assert.All(GeneratedPromises.Of([]), promise => Assert.Null(promise.Kept));
    }

    [Fact]
    public void Find_NamesARunOfEachFile_AndAForeignOneIsRefused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "a.jsonl"), """{"type":"run","facts":{"kind":"supervised"},"truth":{"task":"t","problem":"healthy","variant":"twin"}}""");
        File.WriteAllText(Path.Combine(folder.Path, "notes.txt"), "no run");
        var score = Assert.Single(GeneratedFolder.Score(GeneratedFolder.Find(folder.Path), new Withheld(), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal(("a.jsonl", "healthy: twin", CauseOutcome.Silent), (score.File, score.Group, score.Outcome));

        File.WriteAllText(Path.Combine(folder.Path, "b.jsonl"), """{"type":"run","facts":{}}""");
        var error = Assert.Throws<FormatException>(() => GeneratedFolder.Score(GeneratedFolder.Find(folder.Path), new Withheld(), _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("b.jsonl does not tell what is true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Withheld_Sources_AreNotInWhatIsJudged()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "a.jsonl");
        File.WriteAllText(path, """
            {"type":"run","facts":{"kind":"supervised","parameterCount":7,"hyperparameters":{"lr":"0.1","dropout":"0.9"},"profile":{"samples":9}},"truth":{"problem":"outliers"}}
            {"step":1,"time":1000,"values":{"train/loss":2.3,"signals/update_ratio":0.1,"grad_norm":3}}
            """);
        var recording = RunFileReader.Read(path).Recording;
        Assert.Same(recording, new Withheld().From(recording));
        var bare = new Withheld(Hyperparameters: true, Profile: true, Signals: true).From(recording).Play().Snapshot;
        Assert.Equal("lr", Assert.Single(bare.Facts.Hyperparameters).Key);
        Assert.Equal((null, 0), (bare.Facts.ParameterCount, bare.Facts.Profile.Count));
        Assert.Equal(["system/withheld-1", "system/withheld-2", "train/loss"], bare.Metrics.Select(metric => metric.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LeaveOneOut_OfATask_LearnsFromTheOthersWhatTheEvidenceMeans()
    {
        // Evidence that no hand has weighed, and that tells two causes apart in every task.
        var scores = new[] { "a", "b", "c" }.SelectMany(task => Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? Score("label-noise", "") with { Truth = new RunTruth { Task = task, Problem = "label-noise" }, Evidence = ["warning", "seen-of-labels"] }
            : Score("outliers", "") with { Truth = new RunTruth { Task = task, Problem = "outliers" }, Evidence = ["warning", "seen-of-cells"] })).ToList();
        var rows = LeaveOneOut.ByTask(scores);
        Assert.Equal(["a", "b", "c"], rows.Select(row => row.Name));
        Assert.All(rows, row => Assert.Equal(40, row.Count(CauseOutcome.First)));

        // Of a problem that is left out nothing is learnt: its weights stay those set by hand.
        Assert.All(LeaveOneOut.ByProblem(scores), row => Assert.Equal(0, row.Count(CauseOutcome.First)));
    }

    [Fact]
    public void LearnAll_WritesATableThatIsReadAgain()
    {
        var scores = Enumerable.Range(0, 20).Select(_ => Score("outliers", "") with { Evidence = ["warning", "seen-of-cells"] });
        var table = WeightTable.Parse(LeaveOneOut.LearnAll(scores), WeightTable.Default.Causes);
        Assert.True(table.Weight("seen-of-cells", "outliers") > 0.5);
        Assert.Equal(WeightTable.Default.Weight("alert-diverged", "overflow"), table.Weight("alert-diverged", "overflow"));
    }

    private static GeneratedScore Score(string problem, string named) => new()
    {
        File = "a",
        Truth = new RunTruth { Task = "t", Problem = problem, Remedies = ["clean-labels", "robust-loss"] },
        Length = 100,
        Samples = 100,
        Incidents = [],
        Evidence = [],
        Remedies = [],
        Causes = [.. named.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')).Select(one => new NamedCause(one[0], double.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture)))],
    };

    private static Incident Warning(long step) => new("stuck-loss", step, Severity.Warning, false, "");
}
