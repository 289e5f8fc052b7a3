using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>What is proposed can be given as it is: from the core through the daemon to the trainer, and it helps.</summary>
public sealed class RemedyTests
{
    [Fact]
    public async Task Remedy_SentAsProposed_IsCarriedOutByTheJobAndItLearns()
    {
        await using var daemon = await DaemonProcess.StartAsync(Built.JobFlags);
        using var board = new JobBoard(daemon);
        var run = await board.SubmitAsync("Digits", ("lr", "1e-7"), ("epochs", "200"));
        RunCommand? proposed = null;
        await Eventually.HoldsAsync("a remedy is proposed that can be carried out", async () =>
        {
            var answer = await board.Runs.ExplainRunAsync(new ExplainRunRequest { Run = run });
            proposed = answer.Findings.FirstOrDefault(finding => finding.Cause == "learning-rate-too-low")?.Remedies[0].Command;
            return proposed is not null;
        });
        await board.Runs.SendCommandAsync(new SendCommandRequest { Run = run, Name = proposed!.Name, Arguments = { proposed.Arguments } });
        var rate = double.Parse(proposed.Arguments["value"], CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync("it trains at the proposed rate and learns", async () =>
            (await board.ExportAsync(run, "lr")).Exists(sample => sample.Value == rate) && (await board.ExportAsync(run, "train/loss"))[^1].Value < 1);
        await board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run });
        await board.EndAsync(run);
        Assert.True(rate is > 1e-5 and < 0.1, $"the rate is {rate}");
    }
}
