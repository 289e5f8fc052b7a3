using System.Net.Http.Json;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary>Finding, comparing and keeping runs with the real <c>tracker</c>.</summary>
public sealed class KeepingCommandTests(KeepingCommandTests.TwoRuns fixture) : IClassFixture<KeepingCommandTests.TwoRuns>
{
    public sealed class TwoRuns : IAsyncLifetime
    {
        public DaemonProcess Daemon { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Daemon = await DaemonProcess.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri($"http://{Daemon.Http}") };
            await TrainAsync(http, "slow", "0.001", 0.9);
            await TrainAsync(http, "fast", "0.1", 0.2);
            await Eventually.HoldsAsync(
                "both have ended", async () => (await Tool.RunAsync(Daemon, "run", "ls", "status = finished", "--json")).Json().Count == 2);
        }

        public ValueTask DisposeAsync() => Daemon.DisposeAsync();

        private static async Task TrainAsync(HttpClient http, string name, string lr, double loss)
        {
            var facts = new { name, kind = "TRAINING_KIND_SUPERVISED", hyperparameters = new { lr, model = "mlp" }, tags = new { team = "vision" } };
            var run = (await PostAsync(http, "/api/v1/runs", new { facts })).GetProperty("run").GetString()!;
            for (var step = 0; step < 3; step++)
                await PostAsync(http, $"/api/v1/runs/{run}/metrics", new { step, metrics = new Dictionary<string, object> { ["train/loss"] = loss - (step / 100.0) } });
            await PostAsync(http, $"/api/v1/runs/{run}/finish", new { status = "RUN_STATUS_FINISHED" });
        }

        private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
        {
            using var response = await http.PostAsJsonAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    [Fact]
    public async Task RunLs_FilterAndSort_ListsWhatIsMeant()
    {
        var found = await TrackerAsync("run", "ls", "lr > 0.01 and tag.team = vision", "--json");
        var sorted = await TrackerAsync("run", "ls", "--sort", "metric(\"train/loss\").best:desc", "--sort", "created", "--json");
        var wrong = await TrackerAsync("run", "ls", "lr >");

        Assert.Equal("fast", Assert.Single(found.Json()).GetProperty("name").GetString());
        Assert.Equal(["slow", "fast"], sorted.Json().Select(run => run.GetProperty("name").GetString()));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("the filter cannot be read: at character 5", wrong.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunCompare_TwoRuns_ShowsTheDifferenceAndTheBest()
    {
        var table = await TrackerAsync("run", "compare", "slow", "fast");
        var json = Assert.Single((await TrackerAsync("run", "compare", "slow", "fast", "--json")).Json());

        Assert.True(table.ExitCode == 0, table.Errors);
        Assert.Contains("lr", table.Output, StringComparison.Ordinal);
        Assert.Contains("0.001", table.Output, StringComparison.Ordinal);
        Assert.Contains("0.18", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mlp", table.Output, StringComparison.Ordinal);
        Assert.Contains("are the same in all", table.Output, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(json.GetProperty("metrics").EnumerateArray()).GetProperty("winners")[0].GetInt32());
    }

    [Fact]
    public async Task RunPinDeleteRestore_SayWhatTheyDid()
    {
        Assert.Contains("is pinned", (await TrackerAsync("run", "pin", "slow")).Output, StringComparison.Ordinal);
        Assert.Contains("pinned", (await TrackerAsync("run", "show", "slow")).Output, StringComparison.Ordinal);
        Assert.Contains("no longer pinned", (await TrackerAsync("run", "unpin", "slow")).Output, StringComparison.Ordinal);

        var deleted = await TrackerAsync("run", "delete", "slow");
        Assert.Contains("tracker run restore", deleted.Output, StringComparison.Ordinal);
        Assert.Equal("slow", Assert.Single((await TrackerAsync("run", "ls", "--deleted", "--json")).Json()).GetProperty("name").GetString());
        Assert.Contains("is here again", (await TrackerAsync("run", "restore", "slow")).Output, StringComparison.Ordinal);
        Assert.Contains("is not deleted", (await TrackerAsync("run", "restore", "slow")).Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunLs_SpaceAndWouldExpire_SayWhatIsKept()
    {
        var space = Assert.Single((await TrackerAsync("run", "ls", "--space", "--json")).Json());

        Assert.True(space.GetProperty("runBytes").GetInt64() > 0);
        Assert.Contains("The store's file has", (await TrackerAsync("run", "ls", "--space")).Output, StringComparison.Ordinal);
        Assert.Contains("Retention is off", (await TrackerAsync("run", "ls", "--would-expire")).Output, StringComparison.Ordinal);
    }

    private Task<ProgramResult> TrackerAsync(params string[] arguments) => Tool.RunAsync(fixture.Daemon, arguments);
}
