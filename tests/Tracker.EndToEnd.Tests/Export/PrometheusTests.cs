using System.Net.Http.Json;
using System.Text.Json;

namespace Tracker.EndToEnd.Tests.Export;

/// <summary>A real Prometheus scrapes a real daemon.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task Query_MetricOfALiveRun_GivesItsValueUntilTheRunEnds()
    {
        await using var daemon = await RunningProcess.TrackerdAsync();
        await using var prometheus = await RunningProcess.PrometheusAsync(daemon.Address);
        var run = (await PostAsync(daemon, "runs", new { facts = new { name = "first \"run\" \\ 学", experiment = "digits" } })).GetProperty("run").GetString()!;
        await PostAsync(daemon, $"runs/{run}/metrics", new { step = 7, metrics = new Dictionary<string, object> { ["train/loss"] = 0.125, ["val/loss"] = "NaN" } });

        var found = await UntilAsync(prometheus, $"tracker_run_metric_value{{run=\"{run}\"}} * on (run) group_left (name) tracker_run_info", r => r.Length == 2);

        Assert.Equal("first \"run\" \\ 学", found[0].GetProperty("metric").GetProperty("name").GetString());
        Assert.Equal(
            [("train/loss", "train", "0.125"), ("val/loss", "validation", "NaN")],
            found.Select(f => (Label(f, "metric"), Label(f, "split"), f.GetProperty("value")[1].GetString()!)).Order());
        var up = await UntilAsync(prometheus, "up{job=\"tracker\"} == 1", r => r.Length == 1);
        Assert.Equal(daemon.Address, Label(up[0], "instance"));

        await PostAsync(daemon, $"runs/{run}/finish", new { status = "RUN_STATUS_FINISHED" });

        // Gone at once, not after the five minutes for which Prometheus looks back: the page lacks them, and that marks them stale.
        await UntilAsync(prometheus, $"{{__name__=~\"tracker_run_.*\", run=\"{run}\"}}", r => r.Length == 0);
        await UntilAsync(prometheus, "tracker_build_info", r => r.Length == 1);
    }

    private static string Label(JsonElement series, string name) => series.GetProperty("metric").GetProperty(name).GetString()!;

    private static async Task<JsonElement> PostAsync(RunningProcess daemon, string path, object body)
    {
        using var answer = await daemon.Client.PostAsJsonAsync($"api/v1/{path}", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<JsonElement[]> UntilAsync(RunningProcess prometheus, string query, Predicate<JsonElement[]> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        JsonElement answer = default;
        try
        {
            do
            {
                answer = await prometheus.Client.GetFromJsonAsync<JsonElement>($"api/v1/query?query={Uri.EscapeDataString(query)}", patience.Token);
                JsonElement[] series = [.. answer.GetProperty("data").GetProperty("result").EnumerateArray()];
                if (holds(series)) return series;
            }
            while (await timer.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{query} still gives {answer}");
        }

        return [];
    }
}
