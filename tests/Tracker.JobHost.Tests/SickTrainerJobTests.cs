namespace Tracker.JobHost.Tests;

public sealed class SickTrainerJobTests
{
    [Fact]
    public async Task Run_TwentyStepsOnTheCpu_ReportsFactsAndEveryMetric()
    {
        await using var job = JobProcess.StartDry(Paths.SickTrainer, Set(("task", "tabular"), ("cause", "class-imbalance"), ("steps", "20")));

        Assert.Equal(0, await job.ExitAsync());

        Assert.Empty(job.Errors);
        var facts = job.Lines.First(line => line.TryGetProperty("facts", out _)).GetProperty("facts");
        Assert.Equal("Supervised", facts.GetProperty("kind").GetString());
        var counts = facts.GetProperty("classCounts").EnumerateArray().Select(count => count.GetInt64()).ToArray();
        Assert.InRange(counts.Max() / (double)counts.Min(), 20, 40);
        Assert.Equal(counts.Sum(), facts.GetProperty("datasetSize").GetInt64());
        foreach (var metric in new[] { "train/loss", "train/accuracy", "lr", "grad_norm" }) Assert.Equal(20, job.Values(metric).Length);
        foreach (var metric in new[] { "signals/update_ratio", "signals/noise_scale", "signals/train_eval_loss" }) Assert.NotEmpty(job.Values(metric));
        foreach (var metric in new[] { "val/loss", "val/accuracy", "val/min_recall", "val/recall_gap", "val/prediction_entropy" })
            Assert.Equal(21, job.Values(metric).Length);
    }

    [Theory]
    [InlineData("healthy", "twin")]
    [InlineData("under-regularised", "twin")]
    [InlineData("healthy", "adversarial")]
    [InlineData("healthy", "policy-gradient")]
    public async Task Terminate_WhileItTrains_EndsWithinTwoSeconds(string cause, string variant)
    {
        await using var job = JobProcess.StartDry(Paths.SickTrainer, Set(("cause", cause), ("variant", variant), ("steps", "10000000")));
        await job.TenStepsAsync();

        job.Terminate();

        Assert.Equal(75, await job.ExitAsync(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task Run_CauseAndVariant_IsRefusedInOneSentence()
    {
        await using var job = JobProcess.StartDry(Paths.SickTrainer, Set(("cause", "outliers"), ("variant", "cosine")));
        Assert.Equal(65, await job.ExitAsync());
        Assert.Equal("Hyperparameters cause and variant are both set: a variant is a healthy training; set one of them.", job.Errors);
    }

    private static Dictionary<string, string> Set(params (string Name, string Value)[] values) => values.ToDictionary(pair => pair.Name, pair => pair.Value);
}
