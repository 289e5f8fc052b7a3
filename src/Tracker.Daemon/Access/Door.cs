using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tracker.Daemon.Access;

/// <summary>Which listener a connection came through; what an anonymous caller may do depends on it.</summary>
internal enum Door
{
    /// <summary>TCP that other machines reach. What is not known counts as this.</summary>
    Network,

    /// <summary>TCP on loopback.</summary>
    Loopback,

    /// <summary>The Unix socket, which no browser can reach.</summary>
    Socket,

    /// <summary>The listener that serves /metrics and nothing else.</summary>
    Metrics,
}

/// <summary>Notes on each connection which door it came through.</summary>
internal static class DoorMark
{
    public static void NoteOn(ListenOptions listener, Door door)
    {
        var mark = new Mark(door);
        listener.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
    }

    public static Door Of(HttpContext context) => context.Features.Get<Mark>()?.Door ?? Door.Network;

    /// <summary>For tests of what stands behind a door.</summary>
    internal static void Set(HttpContext context, Door door) => context.Features.Set(new Mark(door));

    private sealed record Mark(Door Door);
}
