using System.Collections.Immutable;
using Tracker.Runtime.Jobs;

namespace Tracker.Runtime.Tests.Jobs;

public sealed class PluginCatalogTests
{
    [Fact]
    public async Task Submit_UnknownPlugin_NamesTheKnownOnes()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Digits", "exit 0");
        await bench.StartAsync();
        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Digit" }, CancellationToken.None);
        Assert.Equal(JobRefusal.NotFound, result.Refusal);
        Assert.Equal("There is no plugin 'Digit'. Did you mean Digits? The plugins are Digits.", result.Reason);
    }

    [Theory]
    [InlineData("learningrate", "Digits has no hyperparameter 'learningrate'; did you mean 'lr'?")]
    [InlineData("epoch", "Digits has no hyperparameter 'epoch'; did you mean 'epochs'?")]
    [InlineData("zzz", "Digits has no hyperparameter 'zzz'; it has lr, epochs.")]
    public async Task Submit_UnknownHyperparameter_SaysWhichIsMeant(string name, string sentence)
    {
        await using var bench = new JobBench();
        bench.AddPlugin(
            "Digits",
            "exit 0",
            """{"name":"lr","default":"0.05","description":"Learning rate."},{"name":"epochs","default":"30","description":"Passes."}""");
        await bench.StartAsync();
        var result = await bench.Supervisor.SubmitAsync(
            new JobRequest { Plugin = "Digits", Hyperparameters = ImmutableSortedDictionary<string, string>.Empty.Add(name, "1") },
            CancellationToken.None);
        Assert.Equal((JobRefusal.Invalid, sentence), (result.Refusal, result.Reason));
    }

    [Theory]
    [InlineData("../etc")]
    [InlineData("..")]
    [InlineData("/etc")]
    [InlineData(".hidden")]
    [InlineData("")]
    public async Task Find_NameThatIsAPath_IsUnknown(string name)
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Digits", "exit 0");
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var found = await plugins.FindAsync(name, CancellationToken.None);
        Assert.False(found.IsKnown);
    }

    [Fact]
    public async Task Find_FolderThatOthersMayWrite_IsRefused()
    {
        await using var bench = new JobBench();
        var folder = bench.AddPlugin("Digits", "exit 0");
        File.SetUnixFileMode(Path.Combine(folder, "run.sh"), UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var found = await plugins.FindAsync("Digits", CancellationToken.None);
        Assert.Null(found.Plugin);
        Assert.Contains("chmod go-w", found.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Find_LinkOutOfTheRoot_IsRefused(bool folderIsLink)
    {
        await using var bench = new JobBench();
        var outside = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(bench.Options.Directory)!, "outside")).FullName;
        JobBench.Write(Path.Combine(outside, "describe.json"), "{}");
        var folder = Path.Combine(bench.Options.PluginRoots[0], "Evil");
        if (folderIsLink)
        {
            Directory.CreateSymbolicLink(folder, outside);
        }
        else
        {
            bench.AddPlugin("Evil", "exit 0");
            File.CreateSymbolicLink(Path.Combine(folder, "lib.so"), Path.Combine(outside, "describe.json"));
        }

        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var found = await plugins.FindAsync("Evil", CancellationToken.None);
        Assert.Null(found.Plugin);
        Assert.Contains("instead of a link", found.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_PluginThatHangs_IsGivenUp()
    {
        await using var bench = new JobBench();
        bench.Options.DescribePatience = TimeSpan.FromSeconds(1);
        JobBench.Write(Path.Combine(bench.AddPlugin("Hangs", ""), "describe.sh"), "sleep 1000");
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var found = await plugins.FindAsync("Hangs", CancellationToken.None);
        Assert.Equal("Plugin 'Hangs' cannot be used: it did not describe itself within 1 s.", found.Refusal);
    }

    [Fact]
    public async Task Find_PluginThatThrows_SaysWhatItSaid()
    {
        await using var bench = new JobBench();
        JobBench.Write(Path.Combine(bench.AddPlugin("Throws", ""), "describe.sh"), "echo 'Could not load type Foo' >&2; exit 65");
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var found = await plugins.FindAsync("Throws", CancellationToken.None);
        Assert.Contains("exit code 65", found.Refusal, StringComparison.Ordinal);
        Assert.Contains("Could not load type Foo", found.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_AnswerThatWasLost_IsAskedForAgain()
    {
        await using var bench = new JobBench();
        var folder = bench.AddPlugin("Digits", "");
        // As the kernel ends the whole session, or as a full disk: no exit code is written.
        var room = Path.Combine(Path.GetDirectoryName(bench.Options.Directory)!, "room");
        JobBench.Write(Path.Combine(folder, "describe.sh"), $"if [ -e {room} ]; then echo '{{\"description\":\"one\"}}'; else kill -KILL $PPID; fi");
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        var lost = await plugins.FindAsync("Digits", CancellationToken.None);
        Assert.Equal("Plugin 'Digits' cannot be used: the job host was killed before it answered: submit again.", lost.Refusal);
        JobBench.Write(room, "");
        Assert.Equal("one", (await plugins.FindAsync("Digits", CancellationToken.None)).Plugin!.Description);
    }

    [Fact]
    public async Task Find_SamePluginTwice_AsksItOnceUntilItChanges()
    {
        await using var bench = new JobBench();
        var folder = bench.AddPlugin("Digits", "");
        var asked = Path.Combine(Path.GetDirectoryName(bench.Options.Directory)!, "asked");
        JobBench.Write(Path.Combine(folder, "describe.sh"), $"echo x >>{asked}; echo '{{\"description\":\"one\"}}'");
        await bench.StartAsync();
        using var plugins = bench.Plugins();
        await plugins.FindAsync("Digits", CancellationToken.None);
        Assert.Equal("one", (await plugins.FindAsync("Digits", CancellationToken.None)).Plugin!.Description);
        Assert.Single(await File.ReadAllLinesAsync(asked));
        JobBench.Write(Path.Combine(folder, "describe.sh"), $"echo x >>{asked}; echo '{{\"description\":\"second\"}}'");
        Assert.Equal("second", (await plugins.FindAsync("Digits", CancellationToken.None)).Plugin!.Description);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:0,1")]
    public async Task Submit_UnknownDevice_SaysWhatToWrite(string device)
    {
        await using var bench = new JobBench();
        await bench.StartAsync();
        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Digits", Device = device }, CancellationToken.None);
        Assert.Equal($"Device '{device}' is not known: write auto, cpu, or cuda:N with the number of the GPU.", result.Reason);
    }

    [Theory]
    [InlineData("""{"name":"lr","kind":"real","min":0,"max":1,"allowed":"a number from 0 to 1"}""", "0.5", "fast", "NaN", "1.1", "")]
    [InlineData("""{"name":"lr","kind":"whole","min":1,"max":9,"allowed":"a whole number from 1 to 9"}""", "9", "10", "1.5", "-1")]
    [InlineData("""{"name":"lr","kind":"choice","choices":["slow","fast"],"allowed":"slow or fast"}""", "slow", "Slow", "other")]
    public async Task Submit_HyperparameterThatIsNotAllowed_SaysWhatIs(string described, string good, params string[] bad)
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Digits", "exit 0", described);
        await bench.StartAsync();
        var request = new JobRequest { Plugin = "Digits" };
        foreach (var value in bad)
        {
            var refused = await bench.Supervisor.SubmitAsync(request with { Hyperparameters = request.Hyperparameters.SetItem("lr", value) }, CancellationToken.None);
            Assert.Equal(JobRefusal.Invalid, refused.Refusal);
            Assert.StartsWith($"Hyperparameter lr is '{value}': it must be ", refused.Reason, StringComparison.Ordinal);
        }

        Assert.NotNull((await bench.Supervisor.SubmitAsync(request with { Hyperparameters = request.Hyperparameters.SetItem("lr", good) }, CancellationToken.None)).Job);
    }

    [Theory]
    [InlineData("name\u001b[31m")]
    [InlineData("a\nb")]
    public async Task Submit_NameWithControlCharacter_IsRefused(string name)
    {
        await using var bench = new JobBench();
        await bench.StartAsync();
        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Digits", Name = name }, CancellationToken.None);
        Assert.Equal((JobRefusal.Invalid, "The name holds a control character: take it out."), (result.Refusal, result.Reason));
    }

    [Fact]
    public async Task Submit_NameOfTenThousandCharacters_IsRefused()
    {
        await using var bench = new JobBench();
        await bench.StartAsync();
        var result = await bench.Supervisor.SubmitAsync(new JobRequest { Plugin = "Digits", Name = new string('x', 10_000) }, CancellationToken.None);
        Assert.Equal("The name has 10000 bytes: at most 256 are taken.", result.Reason);
    }
}
