using System.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tracker.Runtime.Diagnostics;

namespace Tracker.Daemon.Hosting;

/// <summary>Sends metrics and traces by OTLP, only where OTEL_EXPORTER_OTLP_ENDPOINT says whereto.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Traces of calls; nothing listens unless an endpoint is set.</summary>
    public static ActivitySource Source { get; } = new("Tracker");

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint))) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("trackerd", serviceVersion: DaemonVersion.Text))
            .WithMetrics(metrics => metrics.AddMeter(TrackerMeter.Name).AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(Source.Name).AddOtlpExporter());
    }
}
