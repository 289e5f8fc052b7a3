using System.Net;
using System.Net.Sockets;
using System.Text;
using Tracker.Testing;

namespace Tracker.Endurance.Soak;

/// <summary>Clients of a wrong kind: bytes that are no protocol, JSON that is none, names too long, bodies too large, half-open connections.</summary>
internal sealed class Strangers(DaemonProcess daemon, Caretaker care, Faults faults, Random dice) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<Socket> _halfOpen = [];

    public int Calls { get; private set; }

    public async Task CallAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(3));
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await OneAsync(dice.Next(7), stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in _halfOpen) socket.Dispose();
        _http.Dispose();
    }

    private async Task OneAsync(int kind, CancellationToken stop)
    {
        bool well = care.Well;
        TimeSpan age = care.Age;
        try
        {
            string? fault = kind switch
            {
                0 => await GarbageAsync(daemon.Grpc, stop).ConfigureAwait(false),
                1 => await GarbageAsync(daemon.Http, stop).ConfigureAwait(false),
                2 => await PostAsync("/api/v1/runs", "{\"facts\": [", 400, stop).ConfigureAwait(false),
                3 => await PostAsync("/api/v1/runs", $"{{\"facts\": {{\"name\": \"{new string('x', 300)}\"}}}}", 400, stop).ConfigureAwait(false),
                4 => await PostAsync("/api/v1/runs/00000000000000000000000000000000/metrics", "{\"step\": 1, \"metrics\": {\"a\": 1}}", 404, stop).ConfigureAwait(false),
                5 => await PostAsync("/api/v1/runs", new string(' ', 2 << 20), 413, stop).ConfigureAwait(false),
                _ => await HalfOpenAsync(stop).ConfigureAwait(false),
            };
            Calls++;
            if (fault is not null && well && care.Well && care.Age > age) faults.Add(fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or IOException or TaskCanceledException)
        {
            // A daemon that is away answers nobody.
        }
    }

    private async Task<string?> PostAsync(string path, string body, int expected, CancellationToken stop)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri($"http://{daemon.Http}{path}"), content, stop).ConfigureAwait(false);
        return answer.StatusCode == (HttpStatusCode)expected ? null : $"{path} with bad input answered {(int)answer.StatusCode}, not {expected}";
    }

    private async Task<string?> GarbageAsync(string door, CancellationToken stop)
    {
        using Socket socket = await ConnectAsync(door, stop).ConfigureAwait(false);
        byte[] bytes = new byte[2_048];
        dice.NextBytes(bytes);
        await socket.SendAsync(bytes, stop).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> HalfOpenAsync(CancellationToken stop)
    {
        if (_halfOpen.Count >= 20)
        {
            _halfOpen[0].Dispose();
            _halfOpen.RemoveAt(0);
        }

        _halfOpen.Add(await ConnectAsync(dice.Next(2) == 0 ? daemon.Grpc : daemon.Http, stop).ConfigureAwait(false));
        await _halfOpen[^1].SendAsync("POST /api/v1/runs HTTP/1.1\r\n"u8.ToArray(), stop).ConfigureAwait(false);
        return null;
    }

    private static async Task<Socket> ConnectAsync(string door, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(door), stop).ConfigureAwait(false);
        return socket;
    }
}
