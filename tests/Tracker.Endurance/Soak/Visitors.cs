using System.Net;
using Grpc.Core;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>People and programs that look: lists, pages, scrapes, one that watches.</summary>
internal sealed class Visitors(DaemonProcess daemon, Caretaker care, Faults faults, Func<string?> someRun) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public int Visits { get; private set; }

    public async Task VisitAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await LookAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task LookAsync(CancellationToken stop)
    {
        bool well = care.Well;
        TimeSpan age = care.Age;
        string what = "scrape";
        try
        {
            using HttpResponseMessage page = await _http.GetAsync(new Uri($"http://{daemon.Http}/metrics"), stop).ConfigureAwait(false);
            if (page.StatusCode != HttpStatusCode.OK) faults.Add($"/metrics answered {(int)page.StatusCode}");
            using var reader = new RunReader(daemon.Socket);
            what = "list";
            await reader.ListAsync(stop).ConfigureAwait(false);
            if (someRun() is { } run)
            {
                what = "show";
                await reader.ShowAsync(run, stop).ConfigureAwait(false);
                what = "watch";
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(Every / 2);
                await reader.WatchAsync(run, patience.Token).ConfigureAwait(false);
            }

            Visits++;
        }
        catch (RpcException fault) when (fault.StatusCode is StatusCode.NotFound or StatusCode.Cancelled)
        {
            // Its first sample is still on its way.
        }
        catch (Exception fault) when (fault is RpcException or HttpRequestException or IOException or TaskCanceledException)
        {
            // A daemon that was killed, or that has no room, may say so; one that is well may not.
            if (well && care.Well && care.Age > age && !stop.IsCancellationRequested) faults.Add($"{what}: {fault.Message}");
        }
    }
}
