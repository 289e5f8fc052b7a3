using System.Net.Http.Json;
using System.Text.Json;
using Tracker.Daemon.Hosting;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Hosting;

public sealed class RuleFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_WithFilesOfRules_RaisesTheirAlerts()
    {
        var first = Write("a.rules", "rule high: val/loss > 2 for 2 evaluations as critical \"too high\"\n");
        var second = Write("b.rules", "# nothing\nrule low: val/loss < 0\n");
        await using var host = await DaemonHost.StartAsync(settings =>
        {
            settings["Tracker:Rules:Files:0"] = first;
            foreach (var (key, value) in CommandLine.Parse(["--rule", second])) settings[key] = value;
        });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{host.Addresses.Http}") };
        var run = (await PostAsync(http, "/api/v1/runs", new { facts = new { name = "ruled" } })).GetProperty("run").GetString();
        for (var step = 0; step < 3; step++)
            await PostAsync(http, $"/api/v1/runs/{run}/metrics", new { step, metrics = new Dictionary<string, double> { ["val/loss"] = 3 } });

        var why = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/why");
        var alert = Assert.Single(why.GetProperty("alerts").EnumerateArray());
        Assert.Equal("rule:high", alert.GetProperty("detector").GetString());
        Assert.StartsWith("too high: val/loss is 3, > 2 for 2 evaluations", alert.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(why.GetProperty("judgements").EnumerateArray(), judgement => judgement.GetProperty("detector").GetString() == "rule:low");
    }

    [Theory]
    [InlineData("rule a: loss >\n", "line 1, column 15: a number, 'best' or 'first' expected, the line ends.")]
    [InlineData("rule a: loss > 1\n\nrule a: loss > 2\n", "line 3, column 1: there is a rule 'a' already: each has a name of its own.")]
    public async Task Start_WithABrokenRule_NamesThePlace(string text, string problem)
    {
        var file = Write("a.rules", text);
        var fault = await Assert.ThrowsAsync<StartupException>(() => DaemonHost.StartAsync(settings => settings["Tracker:Rules:Files:0"] = file));
        Assert.Equal(($"the rules in {file} cannot be read, {problem}", 2), (fault.Message, fault.ExitCode));
    }

    [Fact]
    public void Read_OfWhatIsNoFile_SaysSo()
    {
        Assert.StartsWith("the rules in /nonexistent/a cannot be read", Refused("/nonexistent/a"), StringComparison.Ordinal);
        Assert.StartsWith($"the rules {_folder.Path} are a folder", Refused(_folder.Path), StringComparison.Ordinal);
        Assert.Contains("longer than 1,048,576 bytes", Refused(Write("long", new string(' ', (1 << 20) + 1))), StringComparison.Ordinal);
    }

    private static string Refused(string file) => Assert.Throws<StartupException>(() => RuleFiles.Read(new RuleOptions { Files = [file] })).Message;

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }
}
