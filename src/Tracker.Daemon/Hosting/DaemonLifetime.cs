using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Hosting;

/// <summary>From a built application to a daemon that listens, and back.</summary>
internal static class DaemonLifetime
{
    /// <summary>Takes what only one daemon may have, listens, and says where.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task<AddressFile> StartDaemonAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var listeners = app.Services.GetRequiredService<Listeners>();
        var directory = app.Services.GetRequiredService<DataDirectory>();
        try
        {
            listeners.RemoveStaleSocket();
            await listeners.StartAsync(app, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            directory.Dispose();
            if (fault is StoreException) throw StartupException.Failed(fault.Message, fault);
            throw;
        }

        var bound = listeners.Bound(DaemonVersion.Text);
        bound.Write(directory.AddressFile);
        app.Services.GetRequiredService<BoundAddresses>().Set(bound);
        return bound;
    }

    /// <summary>Stops accepting, says goodbye on every connection, flushes and closes.</summary>
    public static async Task StopDaemonAsync(this WebApplication app)
    {
        var directory = app.Services.GetRequiredService<DataDirectory>();
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        File.Delete(directory.AddressFile);
        directory.Dispose();
    }
}
