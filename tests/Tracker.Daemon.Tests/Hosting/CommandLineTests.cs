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

    [Fact]
    public void Parse_RuleTwice_AddsBothFilesInOrder()
    {
        var settings = CommandLine.Parse(["--rule", "a.rules", "--slots", "6", "--rule=b.rules"]);
        Assert.Equal(["a.rules", "b.rules"], settings.Where(pair => pair.Key.StartsWith("Tracker:Rules:Files:", StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
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
