using System.Globalization;
using System.Net;
using System.Text;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>A script with curl: it numbers its calls, sends some of them twice and some steps late, and tries again until it is told "taken".</summary>
internal sealed class HandTrainer(DaemonProcess daemon, Caretaker care, Faults faults, int number) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly string _producer = Guid.NewGuid().ToString("N");

    public string Run { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Steps that were answered with 200: step n has sequence n + 1.</summary>
    public long Taken { get; private set; }

    public Pauses Pauses { get; } = new();

    public static double Value(long step) => 1.0 / (step + 1);

    /// <summary>Late and early: steps come in pairs, the later one first.</summary>
    public static long Step(long call) => call ^ 1;

    public async Task TrainAsync(CancellationToken stop)
    {
        await SendAsync("/api/v1/runs", $$$"""{"run": "{{{Run}}}", "facts": {"name": "by-hand-{{{number}}}"}}""").ConfigureAwait(false);
        using var pace = new PeriodicTimer(Pace);
        for (long call = 0; !stop.IsCancellationRequested; call++)
        {
            string body = string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"step": {{{Step(call)}}}, "producer": "{{{_producer}}}", "sequence": {{{call + 1}}}, "metrics": {"loss": {{{Value(Step(call)):R}}} }}""");
            for (int times = call % 7 == 0 ? 2 : 1; times > 0; times--) await SendAsync($"/api/v1/runs/{Run}/metrics", body).ConfigureAwait(false);
            Taken = call + 1;
            Pauses.Note();
            await pace.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await SendAsync($"/api/v1/runs/{Run}/finish", """{"status": "RUN_STATUS_FINISHED"}""").ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Until it is taken: a daemon that is away, restarts or has no room is tried again.</summary>
    private async Task SendAsync(string path, string body)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(0.5));
        for (int tries = 1; ; tries++)
        {
            try
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                using HttpResponseMessage answer = await _http.PostAsync(new Uri($"http://{daemon.Http}{path}"), content).ConfigureAwait(false);
                if (answer.StatusCode == HttpStatusCode.OK) return;
                if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                {
                    string said = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                    faults.Add($"{path} answered {(int)answer.StatusCode}: {said}");
                    if (tries > 20) return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
            {
                if (care.Well && tries > 60) faults.Add($"{path}: {fault.Message}");
            }

            await pause.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
