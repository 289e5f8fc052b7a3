using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Tracker.Daemon.Hosting;

/// <summary>
/// Gives connections a part of the time that there is for stopping: one that never ends its request must not take what the runs need to
/// be saved.
/// </summary>
internal sealed class ServerStop(IServer inner, TimeProvider time) : IServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public IFeatureCollection Features => inner.Features;

    /// <summary>Puts it around the server that is registered.</summary>
    public static void Bound(IServiceCollection services)
    {
        var registered = services.Last(static service => service.ServiceType == typeof(IServer));
        services.Remove(registered);
        services.AddSingleton<IServer>(provider => new ServerStop(
            (IServer)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!), provider.GetRequiredService<TimeProvider>()));
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => inner.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await inner.StopAsync(either.Token).ConfigureAwait(false);
    }

    public void Dispose() => inner.Dispose();
}
