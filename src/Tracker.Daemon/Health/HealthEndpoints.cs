using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracker.Daemon.Access;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Health;

/// <summary>/healthz/live says that the process answers, /healthz/ready that it can take data; gRPC health and reflection beside them.</summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<StoreHealth>("store", tags: [Ready]);
        builder.Services.AddGrpcHealthChecks(health => health.Services.Map("", check => check.Tags.Contains(Ready)));
        builder.Services.AddGrpcReflection();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => "live\n").WithMetadata(new NeedsAttribute(Scopes.None));
        app.MapGet("/healthz/ready", ReadyAsync).WithMetadata(new NeedsAttribute(Scopes.None));
        app.MapGrpcHealthChecksService().WithMetadata(new NeedsAttribute(Scopes.Read));
        app.MapGrpcReflectionService().WithMetadata(new NeedsAttribute(Scopes.Read));
    }

    private static async Task ReadyAsync(HttpContext context, HealthCheckService checks)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(Ready), context.RequestAborted).ConfigureAwait(false);
        if (report.Status == HealthStatus.Healthy)
        {
            await context.Response.WriteAsync("ready\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var why = string.Join(" ", report.Entries.Values.Select(entry => entry.Description).Where(text => !string.IsNullOrEmpty(text)));
        await Answers.WriteAsync(context, Refusal.Unavailable(why.Length == 0 ? "not ready." : why)).ConfigureAwait(false);
    }
}
