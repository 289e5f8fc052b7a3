using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracker.Runtime.Journal;

namespace Tracker.Daemon.Health;

/// <summary>Healthy while the store writes.</summary>
internal sealed class StoreHealth(IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var trouble = services.GetService<IRunStore>() is { } store ? store.Trouble : "there is no store.";
        return Task.FromResult(trouble is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(trouble));
    }
}
