using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Runtime.Host;

/// <summary>Adds the measuring of this machine.</summary>
public static class TrackerHostServices
{
    /// <summary>Adds it. The jobs are added beside it: they know how a process of the job host is started.</summary>
    public static IServiceCollection AddTrackerHost(this IServiceCollection services, Action<HostWatchOptions> configure)
    {
        services.AddOptions<HostWatchOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<HostInstruments>();
        services.TryAddSingleton<HostWatch>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<HostWatch>());
        return services;
    }
}
