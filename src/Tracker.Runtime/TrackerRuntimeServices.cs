using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracker.Core.Monitoring;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Events;
using Tracker.Runtime.Ingest;

namespace Tracker.Runtime;

/// <summary>Adds the shell around the core.</summary>
public static class TrackerRuntimeServices
{
    /// <summary>
    /// Adds the router, the event bus and what keeps them going. A store (as AddSqliteStorage) is added beside it. Options are
    /// <see cref="IngestLimits"/> and <see cref="MonitorOptions"/>: bind what people may set.
    /// </summary>
    public static IServiceCollection AddTrackerRuntime(this IServiceCollection services)
    {
        services.AddOptions<IngestLimits>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MonitorOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.TryAddSingleton<EventInstruments>();
        services.TryAddSingleton<RunEventBus>();
        return services;
    }
}
