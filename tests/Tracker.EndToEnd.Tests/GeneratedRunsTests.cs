using System.Text.Json;

namespace Tracker.EndToEnd.Tests;

/// <summary>A tenth of the generated runs, trained now and judged by the core: what is promised of all must hold of these.</summary>
public sealed class GeneratedRunsTests : IDisposable
{
    private const int Runs = 222;
    private const int Causes = 21;

    // Training takes a minute where the machine is free, and steps back for everything else that runs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(40);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Score_TheTenthThatIsTrainedNow_KeepsWhatIsPromised()
    {
        ProgramResult made = await RunningProgram.RunAsync(
            "env", ["MATRIX_BUILT=1", Path.Combine(Repository.Root, "tests", "matrix.sh"), "--share", "10", "--to", _folder.Path], Patience);

        Assert.True(made.ExitCode == 0, made.Output + made.Errors);
        Assert.Contains($"{Runs} runs, 0 failed, ", made.Output, StringComparison.Ordinal);
        ProgramResult scored = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Cli", "tracker"), ["score", "--generated", _folder.Path, "--json"], TimeSpan.FromMinutes(5));
        Assert.True(scored.ExitCode == 0, scored.Errors);
        JsonElement[] rows = [.. scored.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(Runs, Of("run").Count());
        Assert.All(Of("run"), static run => Assert.NotEqual("", run.GetProperty("task").GetString()));
        // Each cause is told from the others by something: none of them is missed in all of its nine runs.
        JsonElement[] causes =
        [
            .. Of("group").Where(static group =>
                group.GetProperty("by").GetString() == "problem" && !group.GetProperty("name").GetString()!.StartsWith("healthy", StringComparison.Ordinal)),
        ];
        Assert.Equal(Causes, causes.Length);
        Assert.All(causes, static cause => Assert.True(cause.GetProperty("amongThreeOfAll").GetInt32() > 0, cause.GetRawText()));
        Assert.NotEmpty(Of("promise"));
        Assert.All(Of("promise"), static promise => Assert.True(promise.GetProperty("kept").GetBoolean(), promise.GetRawText()));

        IEnumerable<JsonElement> Of(string type) => rows.Where(row => row.GetProperty("type").GetString() == type);
    }
}
