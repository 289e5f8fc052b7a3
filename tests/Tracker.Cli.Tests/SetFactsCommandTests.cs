using System.Net.Http.Json;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary><c>tracker run set</c> with the real <c>tracker</c>: a run that diverges and of which nobody said what it is.</summary>
public sealed class SetFactsCommandTests(SetFactsCommandTests.DivergingRun fixture) : IClassFixture<SetFactsCommandTests.DivergingRun>
{
    public sealed class DivergingRun : IAsyncLifetime
    {
        public DaemonProcess Daemon { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Daemon = await DaemonProcess.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri($"http://{Daemon.Http}") };
            await DivergeAsync(http, new { name = "mystery", stepUnit = "STEP_UNIT_EPOCH", plannedSteps = 100 });
            var over = await DivergeAsync(http, new { name = "over", stepUnit = "STEP_UNIT_EPOCH", plannedSteps = 100, kind = "TRAINING_KIND_REGRESSION" });
            await PostAsync(http, $"/api/v1/runs/{over}/finish", new { status = "RUN_STATUS_FINISHED" });
        }

        private static async Task<string> DivergeAsync(HttpClient http, object facts)
        {
            var run = (await PostAsync(http, "/api/v1/runs", new { facts })).GetProperty("run").GetString()!;
            for (var step = 0; step < 60; step++)
                await PostAsync(http, $"/api/v1/runs/{run}/metrics", new { step, metrics = new Dictionary<string, object> { ["train/loss"] = 2.3 + step } });
            return run;
        }

        public ValueTask DisposeAsync() => Daemon.DisposeAsync();

        private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
        {
            using var response = await http.PostAsJsonAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    [Fact]
    public async Task RunSet_KindThenReset_JudgesAgainAndTakesItBack()
    {
        Assert.Contains("the kind of training is unknown", (await TrackerAsync("why", "mystery")).Output, StringComparison.Ordinal);

        var set = await TrackerAsync("run", "set", "mystery", "kind=supervised", "batch-size=32");
        Assert.Equal(0, set.ExitCode);
        Assert.Contains("is judged again as supervised: does not learn", Flat(set.Output), StringComparison.Ordinal);
        Assert.Contains("diverged", set.Output, StringComparison.Ordinal);
        Assert.Contains("set by hand: kind=supervised batchSize=32", Flat((await TrackerAsync("run", "show", "mystery")).Output), StringComparison.Ordinal);
        Assert.Equal("mystery", Assert.Single((await TrackerAsync("run", "ls", "kind = supervised", "--json")).Json()).GetProperty("name").GetString());

        var reset = await TrackerAsync("run", "set", "mystery", "--reset", "--json");
        Assert.Equal("unspecified", Assert.Single(reset.Json()).GetProperty("run").GetProperty("kind").GetString());
        Assert.DoesNotContain("set by hand", (await TrackerAsync("run", "show", "mystery")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("diverged", (await TrackerAsync("alerts", "mystery")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_OfARunThatIsOver_SaysNothingTwice()
    {
        var lines = (await TrackerAsync("why", "over")).Output.Split('\n');
        var alert = Assert.Single(lines, line => line.Contains("diverged (warning): ", StringComparison.Ordinal)).Split("): ")[1].Split(';')[0];
        Assert.Contains(lines, line => line.Contains("learning-rate-too-high", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("+ " + alert, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'knid=supervised', column 1: a fact (", "knid=supervised")]
    [InlineData("'kind=cooking', column 6: a value of kind (unknown, supervised,", "kind=cooking")]
    [InlineData("no facts are given: give one or more, as kind=supervised.")]
    [InlineData("num_classes is 1", "classes=1")]
    public async Task RunSet_Mistake_IsSaidInOneSentence(string sentence, params string[] facts)
    {
        var said = await TrackerAsync(["run", "set", "mystery", .. facts]);
        Assert.Equal(2, said.ExitCode);
        Assert.Contains(sentence, said.Sentence(), StringComparison.Ordinal);
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private Task<ProgramResult> TrackerAsync(params string[] arguments) => Tool.RunAsync(fixture.Daemon, arguments);
}
