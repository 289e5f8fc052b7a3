namespace Tracker.Daemon.Api;

/// <summary>The doors for people and tools.</summary>
internal static class ApiServices
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RunReader>();
        builder.Services.AddSingleton<RunWatch>();
        builder.Services.AddSingleton<RunExport>();
        builder.Services.AddSingleton<RunCurves>();
        builder.Services.AddSingleton<CommandDesk>();
        builder.Services.AddSingleton<FactsDesk>();
        builder.Services.AddSingleton<RunComparison>();
        builder.Services.AddSingleton<KeepingDesk>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapGrpcService<RunsApi>();
        app.MapGrpcService<DaemonApi>();
        app.MapGrpcService<AccessApi>();
        app.MapGrpcService<BackupApi>();
        app.MapJsonApi();
        // Made now, so that its gauge is there from the first scrape on.
        app.Services.GetRequiredService<RunWatch>();
    }
}
