using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tracker.Daemon.Access;

/// <summary>Who is at the other end of a connection over the Unix socket, as the kernel says.</summary>
internal sealed record PeerCredentials(int Pid, uint Uid, uint Gid)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>Notes the peer of every connection of this listener; it travels as a connection feature.</summary>
    public static void NoteOn(ListenOptions listener) => listener.Use(next => connection =>
    {
        var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        if (socket is not null && Read(socket) is { } peer) connection.Features.Set(peer);
        return next(connection);
    });

    private static PeerCredentials? Read(Socket socket)
    {
        Span<int> ucred = stackalloc int[3];
        var bytes = socket.GetRawSocketOption(SolSocket, SoPeerCred, MemoryMarshal.AsBytes(ucred));
        return bytes == ucred.Length * sizeof(int) ? new PeerCredentials(ucred[0], (uint)ucred[1], (uint)ucred[2]) : null;
    }
}
