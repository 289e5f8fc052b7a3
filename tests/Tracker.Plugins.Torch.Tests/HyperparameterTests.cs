using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Torch.Tests;

public sealed class HyperparameterTests
{
    private static readonly Hyperparameter Rate = Hyperparameter.Real("lr", 0.1, 0, 1, "learning rate");

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("1e-3")]
    public void Problem_AllowedNumber_IsNone(string value) => Assert.Null(Rate.Problem(value));

    [Theory]
    [InlineData("")]
    [InlineData("1.0001")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0,5")]
    public void Problem_OtherText_NamesNameValueAndRange(string value) =>
        Assert.Equal($"Hyperparameter lr is '{value}': it must be a number from 0 to 1.", Rate.Problem(value));

    [Fact]
    public void Real_DefaultOutOfRange_Throws() => Assert.Throws<ArgumentException>(() => Hyperparameter.Real("lr", 2, 0, 1, ""));

    [Fact]
    public void Values_NothingSet_AreTheDefaults()
    {
        var values = new HyperparameterValues([Rate, Hyperparameter.Whole("epochs", 3, 1, 9, "")], new Dictionary<string, string>());
        Assert.Equal(0.1, values.Real("lr"));
        Assert.Equal(3, values.Whole("epochs"));
        Assert.Throws<KeyNotFoundException>(() => values.Text("other"));
    }

    [Fact]
    public void Values_UnknownName_NamesThoseThatThereAre()
    {
        var refused = Assert.Throws<JobRefusedException>(() => new HyperparameterValues([Rate], new Dictionary<string, string> { ["x"] = "1" }));
        Assert.Equal("There is no hyperparameter 'x': there are lr.", refused.Message);
    }
}
