using System.Net.Http.Json;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary>The real <c>tracker</c> against a real daemon with one run of three samples and a NaN.</summary>
public sealed class CliTests(CliTests.OneRun fixture) : IClassFixture<CliTests.OneRun>
{
    private const string Hostile = "[red]x[/] \u001b[31m<b>";

    public sealed class OneRun : IAsyncLifetime
    {
        public DaemonProcess Daemon { get; private set; } = null!;

        public string Run { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Daemon = await DaemonProcess.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri($"http://{Daemon.Http}") };
            var facts = new { name = "by-hand", experiment = "tests", kind = "TRAINING_KIND_SUPERVISED", hyperparameters = new { lr = "0.1" } };
            Run = (await PostAsync(http, "/api/v1/runs", new { facts })).GetProperty("run").GetString()!;
            object[] values = [2.3, 2.1, "NaN", "NaN"];
            for (var step = 0; step < values.Length; step++)
                await PostAsync(http, $"/api/v1/runs/{Run}/metrics", new { step, metrics = new Dictionary<string, object> { ["train/loss"] = values[step] } });
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

    private Task<ProgramResult> TrackerAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), [.. arguments, "--server", fixture.Daemon.Server]);

    private static JsonElement[] Lines(ProgramResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];

    [Fact]
    public async Task RunLs_WithJson_IsOneObjectALineWithNumbersAndWords()
    {
        var result = await TrackerAsync("run", "ls", "--json");

        Assert.Equal(0, result.ExitCode);
        var run = Assert.Single(Lines(result));
        Assert.Equal(fixture.Run, run.GetProperty("run").GetString());
        Assert.Equal("running", run.GetProperty("status").GetString());
        Assert.Equal(3, run.GetProperty("step").GetInt64());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task Replay_OfAnExport_SaysWhatTheDaemonSaid(string format)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "run.log");
        Assert.Equal(0, (await TrackerAsync("run", "export", fixture.Run, "--format", format, "--output", file)).ExitCode);
        var said = Lines(await TrackerAsync("replay", file, "--facts", "kind=supervised", "lr=0.1", "--json"));
        var live = Lines(await TrackerAsync("why", fixture.Run, "--json"))[0];

        var alert = Assert.Single(live.GetProperty("alerts").EnumerateArray().ToList());
        var last = said.Last(line => line.GetProperty("type").GetString() == "alert");
        foreach (var field in (string[])["detector", "severity", "state", "message"]) Assert.Equal(alert.GetProperty(field).GetString(), last.GetProperty(field).GetString());
        Assert.Equal(
            live.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("cause").GetString()),
            said.Where(line => line.GetProperty("type").GetString() == "finding").Select(line => line.GetProperty("cause").GetString()));
    }

    [Fact]
    public async Task RunCurve_WithJson_IsOneObjectAPoint()
    {
        var result = await TrackerAsync("run", "curve", fixture.Run, "train/loss", "--json");

        Assert.Equal(0, result.ExitCode);
        var points = Lines(result);
        Assert.Equal([0L, 1L, 2L, 3L], points.Select(static point => point.GetProperty("step").GetInt64()));
        Assert.Equal([2.3, 2.1], points.Take(2).Select(static point => point.GetProperty("value").GetDouble()));
        Assert.Equal("NaN", points[3].GetProperty("value").GetString());
        Assert.Equal([0, 0, 1, 1], points.Select(static point => point.GetProperty("nonFinite").GetInt32()));
    }

    [Fact]
    public async Task RunCurve_ForPeople_IsAPictureWithItsExtremes()
    {
        var result = await TrackerAsync("run", "curve", fixture.Run, "train/loss");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("4 samples", result.Output, StringComparison.Ordinal);
        Assert.Contains("min 2.1 at step 1, max 2.3 at step 0, last NaN at step 3", result.Output, StringComparison.Ordinal);
        Assert.Contains("2 samples are NaN or infinite", result.Output, StringComparison.Ordinal);
        Assert.Contains(result.Output, static c => c is > '\u2800' and < '\u28FF');
        Assert.Matches("NaN +! +!", result.Output);
    }

    [Theory]
    [InlineData(1, "has no metric 'nothing'", "nothing")]
    [InlineData(2, "--points is 2 to 10000", "train/loss", "--points", "1")]
    [InlineData(2, "give the lower one first", "train/loss", "--from-step", "9", "--to-step", "1")]
    public async Task RunCurve_ThatCannotBeDrawn_SaysWhy(int code, string sentence, params string[] arguments)
    {
        var result = await TrackerAsync(["run", "curve", fixture.Run, .. arguments]);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunShow_ByPrefix_ShowsTheMetricWithItsBest()
    {
        var result = await TrackerAsync("run", "show", fixture.Run[..20]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("train/loss", result.Output, StringComparison.Ordinal);
        Assert.Contains("2.1", result.Output, StringComparison.Ordinal);
        Assert.Contains("lr=0.1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_OfARunWithNaN_NamesAlertCauseAndRemedy()
    {
        var result = await TrackerAsync("why", "by-hand");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("non-finite (critical)", result.Output, StringComparison.Ordinal);
        Assert.Contains("non-finite-input", result.Output, StringComparison.Ordinal);
        Assert.Contains("=>", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_WithJson_CarrySeverityAndStep()
    {
        var alert = Assert.Single(Lines(await TrackerAsync("alerts", "--json")));

        Assert.Equal("non-finite", alert.GetProperty("detector").GetString());
        Assert.Equal("critical", alert.GetProperty("severity").GetString());
        Assert.Equal(2, alert.GetProperty("step").GetInt64());
    }

    [Fact]
    public async Task RunExport_AsCsvAndJsonLines_HoldsEverySampleInOrder()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "out.csv");
        var csv = await TrackerAsync("run", "export", "by-hand", "-o", file);
        var lines = Lines(await TrackerAsync("run", "export", "by-hand", "--format", "jsonl"));

        Assert.Equal(0, csv.ExitCode);
        var rows = await File.ReadAllLinesAsync(file);
        Assert.Equal(["2.3", "2.1", "NaN", "NaN"], rows.Skip(1).Select(row => row.Split(',')[5]));
        Assert.Equal([0, 1, 2, 3], lines.Select(line => line.GetProperty("step").GetInt64()));
        Assert.Equal("NaN", lines[3].GetProperty("value").GetString());
    }

    [Fact]
    public async Task RunExport_OfAnUnknownRun_FailsAndLeavesNoFile()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "out.csv");
        var result = await TrackerAsync("run", "export", "nobody", "-o", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nobody", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Doctor_BesideADaemon_FindsItAndThePermission()
    {
        var checks = Lines(await TrackerAsync("doctor", "--json"));

        Assert.Contains(checks, check => check.GetProperty("check").GetString() == "daemon" && check.GetProperty("state").GetString() == "well");
        Assert.Contains(checks, check => check.GetProperty("check").GetString() == "permission" && check.GetProperty("state").GetString() == "well");
    }

    [Fact]
    public async Task RunWatch_OfALiveRun_ShowsItAndWhatComes()
    {
        await using var watch = RunningProgram.Start(
            Repository.Executable("Tracker.Cli", "tracker"), ["run", "watch", "by-hand", "--json", "--server", fixture.Daemon.Server]);

        await watch.PrintedAsync("\"snapshot\"");
        await watch.PrintedAsync("\"detector\":\"non-finite\"");
    }

    [Theory]
    [InlineData("run", "lss")]
    [InlineData("run", "ls", "--limit", "0")]
    [InlineData("run", "ls", "--status", "asleep")]
    [InlineData("job", "submit", "Digits", "--set", "lr")]
    public async Task AnyCommand_UsedWrongly_SaysSoAndExitsWith2(params string[] arguments)
    {
        var result = await TrackerAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("tracker: ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_WithoutADaemon_NamesThePlaceAndTheWayOut()
    {
        using var folder = new TempFolder();
        var result = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Cli", "tracker"), ["run", "ls", "--server", $"unix:{folder.Path}/none.sock"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none.sock", result.Errors, StringComparison.Ordinal);
        Assert.Contains("tracker serve", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfAHostileName_HoldNeitherMarkupNorControlCharacters()
    {
        var safe = Output.Words.Safe(Hostile);

        Assert.Equal("[[red]]x[[/]] ·[[31m<b>", safe);
    }
}
