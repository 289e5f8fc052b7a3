using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Search;

namespace Tracker.Runtime;

/// <summary>Adds the shell around the core.</summary>
public static class TrackerRuntimeServices
{
    /// <summary>
    /// Adds the router, the event bus and what keeps them going. A store (as AddSqliteStorage) is added beside it, and an
    /// <see cref="OutboxConsumer"/> for everyone who may not miss an event. Options are <see cref="IngestLimits"/>,
    /// <see cref="MailboxOptions"/> and <see cref="MonitorOptions"/>: bind what people may set.
    /// </summary>
    public static IServiceCollection AddTrackerRuntime(this IServiceCollection services)
    {
        services.AddOptions<IngestLimits>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailboxOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SearchOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MonitorOptions>()
            .Validate(
                static options => options.StallFloor >= TimeSpan.FromSeconds(1) && options.StallFloor <= TimeSpan.FromDays(7),
                "StallFloor is 1 s to 7 days.")
            .Validate(
                static options => options.LostAfter >= TimeSpan.FromMinutes(1) && options.LostAfter <= TimeSpan.FromDays(365),
                "LostAfter is 1 minute to 365 days.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.TryAddSingleton<EventInstruments>();
        services.TryAddSingleton<LimitInstruments>();
        services.TryAddSingleton<IngestInstruments>();
        services.TryAddSingleton<JournalInstruments>();
        services.TryAddSingleton<RunEventBus>();
        services.TryAddSingleton<DaemonClock>();
        services.TryAddSingleton<Downtime>();
        services.TryAddSingleton<RunRouter>();
        services.TryAddSingleton<IRunRouter>(static provider => provider.GetRequiredService<RunRouter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RunRecovery>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Sweeper>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxPump>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SearchFill>());
        return services;
    }
}
