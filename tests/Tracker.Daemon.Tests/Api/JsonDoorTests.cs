using System.Net;
using System.Text;
using System.Text.Json;

namespace Tracker.Daemon.Tests.Api;

/// <summary>What people with curl see.</summary>
public sealed class JsonDoorTests
{
    [Fact]
    public async Task WholeRun_ByCurl_IsStoredAndRead()
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        var (status, body) = await PostAsync(http, "/api/v1/runs", """{"facts":{"name":"curl","kind":"TRAINING_KIND_SUPERVISED","num_classes":10}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        var id = JsonDocument.Parse(body).RootElement.GetProperty("run").GetString()!;
        (status, _) = await PostAsync(http, $"/api/v1/runs/{id}/metrics", """{"step":3,"metrics":{"train/loss":1.5,"val/loss":"NaN"}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        (status, _) = await PostAsync(http, "/api/v1/runs/curl/facts", """{"facts":{"batchSize":32}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        (status, _) = await PostAsync(http, "/api/v1/runs/curl/finish", """{"status":"RUN_STATUS_FINISHED"}""");
        Assert.Equal(HttpStatusCode.OK, status);

        var run = JsonDocument.Parse(await http.GetStringAsync("/api/v1/runs/curl", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("RUN_STATUS_FINISHED", run.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal("3", run.GetProperty("run").GetProperty("step").GetString());
        Assert.Equal(32, run.GetProperty("facts").GetProperty("batchSize").GetInt32());
        var runs = JsonDocument.Parse(await http.GetStringAsync("/api/v1/runs?pageSize=10", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(1, runs.GetProperty("runs").GetArrayLength());
        var curve = JsonDocument.Parse(
            await http.GetStringAsync("/api/v1/runs/curl/curve?metric=train/loss&metric=val/loss&points=10&fromStep=0", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(["1.5", "\"NaN\""], curve.GetProperty("curves").EnumerateArray().Select(drawn => drawn.GetProperty("points")[0].GetProperty("value").GetRawText()));
        using (var none = await http.GetAsync("/api/v1/runs/curl/curve?metric=nothing", TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        foreach (var bad in (string[])["", "?metric=train/loss&points=1", "?metric=train/loss&points=x", "?metric=train/loss&fromStep=5&toStep=2", "?metrik=a"])
        {
            using var refused = await http.GetAsync($"/api/v1/runs/curl/curve{bad}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var why = JsonDocument.Parse(await http.GetStringAsync("/api/v1/runs/curl/why", TestContext.Current.CancellationToken)).RootElement;
        Assert.NotEqual("", why.GetProperty("headline").GetString());
        var alerts = JsonDocument.Parse(await http.GetStringAsync("/api/v1/alerts?includeResolved=true", TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(JsonValueKind.Array, alerts.GetProperty("alerts").ValueKind);
    }

    [Theory]
    [InlineData("/api/v1/runs", "{", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", "[]", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", "null", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", "{} {}", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", """{"fakts":{}}""", HttpStatusCode.BadRequest, "fakts")]
    [InlineData("/api/v1/runs", """{"facts":{"kind":"HAPPY"}}""", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", """{"facts":{"batchSize":-1}}""", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", """{"facts":{"batchSize":1e30}}""", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", """{"facts":{"name":"\u0007"}}""", HttpStatusCode.BadRequest, "control character U+0007")]
    [InlineData("/api/v1/runs", """{"facts":{"name":"\ud800"}}""", HttpStatusCode.BadRequest, "the JSON cannot be read")]
    [InlineData("/api/v1/runs", """{"run":"../../etc/passwd"}""", HttpStatusCode.BadRequest, "is no id")]
    [InlineData("/api/v1/runs/nobody/metrics", """{"step":1,"metrics":{"x":1}}""", HttpStatusCode.NotFound, "no run 'nobody' is here")]
    [InlineData("/api/v1/runs/nobody/metrics", """{"step":-1,"metrics":{"x":1}}""", HttpStatusCode.BadRequest, "step -1")]
    [InlineData("/api/v1/runs/nobody/finish", """{}""", HttpStatusCode.BadRequest, "cannot end as")]
    public async Task Post_BadInput_IsOnePlainSentence(string path, string json, HttpStatusCode expected, string sentence)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        var (status, body) = await PostAsync(http, path, json);

        Assert.Equal(expected, status);
        Assert.Contains(sentence, body, StringComparison.Ordinal);
        Assert.Single(body.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Post_DeepJson_IsRefused()
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        var (status, _) = await PostAsync(http, "/api/v1/runs", new string('[', 100_000));

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TooLarge_Is413(bool chunked)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs") { Content = Json(new string(' ', 2 << 20)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Post_NotDeclaredAsJson_IsRefused()
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        using var response = await http.PostAsync(
            "/api/v1/runs", new StringContent("{}", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("application/json", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/runs/nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/runs/nobody/why", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/runs?pageSize=x", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs?pagesize=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs?pageSize=1001", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/alerts?run=nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/jobs", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/nothing", HttpStatusCode.NotFound)]
    public async Task Get_BadInput_HasItsStatus(string path, HttpStatusCode expected)
    {
        await using var host = await DaemonHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Http };

        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient http, string path, string json)
    {
        using var response = await http.PostAsync(path, Json(json), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
