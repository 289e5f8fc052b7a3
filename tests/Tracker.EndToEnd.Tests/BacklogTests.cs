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

        Assert.Equal(Trainers, await KnockAsync(daemon));
    }

    [Fact]
    public async Task Socket_MoreThanTheBacklog_AreRefused()
    {
        await using var daemon = await DaemonProcess.StartAsync([], [("TRACKER__TRANSPORT__BACKLOG", "100")]);

        Assert.InRange(await KnockAsync(daemon), 100, 110);
    }

    /// <summary>How many of the trainers find a place while the daemon lets nobody in, as one that is busy with all the others.</summary>
    private static async Task<int> KnockAsync(DaemonProcess daemon)
    {
        var sockets = new List<Socket>();
        daemon.Pause();
        try
        {
            while (sockets.Count < Trainers)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                sockets.Add(socket);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(daemon.Socket), Token);
            }

            return sockets.Count;
        }
        catch (SocketException)
        {
            return sockets.Count - 1;
        }
        finally
        {
            daemon.Resume();
            foreach (var socket in sockets) socket.Dispose();
        }
    }
}
