using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Export;

/// <summary>Adds and maps /metrics.</summary>
internal static class TrackerMetrics
{
    /// <summary>Adds the Prometheus export. The runtime is added beside it.</summary>
    public static IServiceCollection AddTrackerMetrics(this IServiceCollection services, ExportOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TrackerMeter>();
        services.AddSingleton(options ?? new ExportOptions());
        services.AddSingleton<ExportInstruments>();
        services.AddSingleton<LiveRunReader>();
        services.AddSingleton<MetricsPage>();
        return services;
    }

    /// <summary>Maps /metrics. From here on what instruments measure is on the page.</summary>
    public static IEndpointConventionBuilder MapTrackerMetrics(this IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.ServiceProvider.GetRequiredService<MetricsPage>();
        return endpoints.MapMethods("/metrics", [HttpMethods.Get, HttpMethods.Head], async context =>
        {
            var text = await page.WriteAsync(context.RequestAborted).ConfigureAwait(false);
            context.Response.ContentType = PrometheusPage.ContentType;
            context.Response.ContentLength = text.Length;
            context.Response.Headers.CacheControl = "no-store";
            if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
        });
    }
}
