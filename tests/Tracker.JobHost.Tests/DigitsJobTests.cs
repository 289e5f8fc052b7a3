namespace Tracker.JobHost.Tests;

public sealed class DigitsJobTests
{
    [Fact]
    public async Task Run_TwentyStepsOnTheCpu_ReportsFactsAndEveryMetric()
    {
        // 160 samples in batches of 8: 20 steps.
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string> { ["samples"] = "160", ["batch-size"] = "8", ["epochs"] = "1" });

        Assert.Equal(0, await job.ExitAsync());

        Assert.Empty(job.Errors);
        var facts = Assert.Single(job.Lines, line => line.TryGetProperty("facts", out _)).GetProperty("facts");
        Assert.Equal("Supervised", facts.GetProperty("kind").GetString());
        Assert.Equal(20, facts.GetProperty("plannedSteps").GetInt64());
        Assert.Equal(160, facts.GetProperty("classCounts").EnumerateArray().Sum(count => count.GetInt64()));
        Assert.Equal("0.001", facts.GetProperty("hyperparameters").GetProperty("lr").GetString());
        foreach (var metric in new[] { "train/loss", "train/accuracy", "lr", "grad_norm" }) Assert.Equal(20, job.Values(metric).Length);
        Assert.Equal(2, job.Values("val/loss").Length);
        Assert.Equal(2, job.Values("val/accuracy").Length);
    }

    [Fact]
    public async Task Run_CorruptInputs_ReportsNaNAsItIs()
    {
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string> { ["samples"] = "64", ["corrupt"] = "0.02", ["epochs"] = "2" });
        Assert.Equal(0, await job.ExitAsync());
        Assert.True(double.IsNaN(job.Values("train/loss")[^1]));
        Assert.True(double.IsNaN(job.Values("val/loss")[^1]));
    }

    [Fact]
    public async Task Terminate_WhileItTrains_EndsWithinTwoSecondsWithACheckpoint()
    {
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string> { ["epochs"] = "100000" });
        await job.TenStepsAsync();

        job.Terminate();

        Assert.Equal(75, await job.ExitAsync(TimeSpan.FromSeconds(2)));
        var checkpoint = Assert.Single(Directory.GetDirectories(Path.Combine(job.Directory, "checkpoints")));
        Assert.Equal(["model.dat", "optimizer.dat", "state.json"], Directory.GetFiles(checkpoint).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("lr", "0", "Hyperparameter lr is '0': it must be a number from 1e-12 to 1000000.")]
    [InlineData("lr", "NaN", "Hyperparameter lr is 'NaN': it must be a number from 1e-12 to 1000000.")]
    [InlineData("batch-size", "3.5", "Hyperparameter batch-size is '3.5': it must be a whole number from 1 to 2000.")]
    [InlineData("model", "gpt", "Hyperparameter model is 'gpt': it must be mlp or cnn.")]
    public async Task Run_BadHyperparameter_IsRefusedInOneSentence(string name, string value, string sentence)
    {
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string> { [name] = value });
        Assert.Equal(65, await job.ExitAsync());
        Assert.Equal(sentence, job.Errors);
    }

    [Fact]
    public async Task Run_UnknownHyperparameter_NamesThoseThatThereAre()
    {
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string> { ["learning-rate"] = "1" });
        Assert.Equal(65, await job.ExitAsync());
        Assert.StartsWith("There is no hyperparameter 'learning-rate': there are batch-size, ", job.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GpuThatIsNotThere_IsRefusedInOneSentence()
    {
        Assert.SkipWhen(File.Exists("/dev/nvidia0"), "This machine has a GPU.");
        await using var job = JobProcess.StartDry(Paths.Digits, new Dictionary<string, string>(), device: "cuda:0");
        Assert.Equal(65, await job.ExitAsync());
        Assert.Equal("Device cuda:0 is not there: this build or machine has no CUDA; take cpu or auto.", job.Errors);
    }
}
