using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Digits;

namespace Tracker.Plugins.Torch.Tests;

[Collection(OneAtATime.Name)]
public sealed class TrainingCommandsTests
{
    private static readonly DigitsPlugin Plugin = new();

    [Fact]
    public async Task SetLearningRate_InTheMidst_HoldsFromTheNextStepOn()
    {
        using var context = new RecordingContext(Plugin, ("epochs", "1"));
        RecordingContext.RecordedCommand? order = null;
        context.OnStep = step => { if (step == 10) order = context.Order(JobCommand.SetLearningRate, ("value", "0.0005")); };
        await Plugin.Create(context.Hyperparameters).RunAsync(context, CancellationToken.None);
        var rates = context.Values(MetricNames.LearningRate);
        Assert.Equal(0.001, rates[9]);
        Assert.Equal(0.0005, rates[10]);
        Assert.Equal("applied: The learning rate is 0.0005 from the next step on; it was 0.001.", order!.Answer);
    }

    [Theory]
    [InlineData("set-learning-rate", "-1", "refused: The argument value is '-1': a learning rate is a number above 0.")]
    [InlineData("set-learning-rate", "NaN", "refused: The argument value is 'NaN': a learning rate is a number above 0.")]
    [InlineData("pause", "", "refused: This training does not know 'pause'")]
    [InlineData("checkpoint", "", "applied: The checkpoint is ")]
    public async Task Order_BeforeTheFirstStep_IsAnswered(string name, string value, string answer)
    {
        using var context = new RecordingContext(Plugin, ("epochs", "1"), ("samples", "32"));
        var order = context.Order(name, ("value", value));
        await Plugin.Create(context.Hyperparameters).RunAsync(context, CancellationToken.None);
        Assert.StartsWith(answer, order.Answer, StringComparison.Ordinal);
        Assert.Equal(name == "checkpoint" ? 1 : 0, Directory.GetDirectories(context.WorkDirectory).Length);
    }
}
