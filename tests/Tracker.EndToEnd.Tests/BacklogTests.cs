using System.Net.Sockets;

namespace Tracker.EndToEnd.Tests;

/// <summary>After a restart all trainers of a laboratory come at once.</summary>
public sealed class BacklogTests
{
    private const int Trainers = 1_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Socket_ThousandTrainersAtOnce_AllFindAPlace()
    {
        await using var daemon = await DaemonProcess.StartAsync();
        var sockets = new List<Socket>();
        // It lets nobody in meanwhile, as one that is busy with all the others.
        daemon.Pause();
        try
        {
            for (var i = 0; i < Trainers; i++)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                sockets.Add(socket);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket), Token);
            }
        }
        finally
        {
            daemon.Resume();
            foreach (var socket in sockets) socket.Dispose();
        }

        Assert.Equal(Trainers, sockets.Count);
    }
}
