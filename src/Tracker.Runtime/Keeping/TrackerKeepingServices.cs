using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Runtime.Keeping;

/// <summary>Adds retention and purges.</summary>
public static class TrackerKeepingServices
{
    /// <summary>Adds the background pass on a store that is added beside it. Options are <see cref="RetentionOptions"/>.</summary>
    public static IServiceCollection AddTrackerKeeping(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>()
            .ValidateDataAnnotations()
            .Validate(static options => options.Problem() is null, "Retention: ages are 0 or 1 minute to 10 years, sizes 0 or 1 MiB to 16 TiB.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.TryAddSingleton<KeepingInstruments>();
        services.TryAddSingleton<RetentionService>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<RetentionService>());
        return services;
    }
}
