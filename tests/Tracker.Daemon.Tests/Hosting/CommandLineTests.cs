using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_KnownFlags_BecomeKeysOfTheSection()
    {
        var settings = CommandLine.Parse(["--slots", "6", "--stall-floor=10s"]);

        Assert.Equal("6", settings["Tracker:Slots"]);
        Assert.Equal("10s", settings["Tracker:StallFloor"]);
    }

    [Theory]
    [InlineData("--htp 1", "--htp is no flag of trackerd (did you mean --http?)")]
    [InlineData("--slots", "--slots needs a value")]
    [InlineData("--slots --http", "--slots needs a value")]
    [InlineData("--slots=", "--slots needs a value")]
    [InlineData("--slots 1 --slots 2", "--slots is given twice")]
    [InlineData("serve", "serve is no flag of trackerd")]
    public void Parse_WrongUse_IsOneSentenceAndExitCode2(string args, string sentence)
    {
        var fault = Assert.Throws<StartupException>(() => CommandLine.Parse(args.Split(' ')));

        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fault.ExitCode);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
