using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Runtime.Jobs;

/// <summary>Adds the execution of jobs.</summary>
public static class TrackerJobServices
{
    /// <summary>Adds the supervisor and the plugins. The runtime is added beside it, before it.</summary>
    public static IServiceCollection AddTrackerJobs(this IServiceCollection services, Action<JobOptions> configure)
    {
        services.AddOptions<JobOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.TryAddSingleton<JobInstruments>();
        services.TryAddSingleton<PluginCatalog>();
        services.TryAddSingleton<SnapshotStore>();
        services.TryAddSingleton<JobSupervisor>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<JobSupervisor>());
        return services;
    }
}
