namespace Tracker.Daemon.Ingest;

/// <summary>The doors for trainers.</summary>
internal static class IngestServices
{
    public static void AddIngest(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TrainerStreams>();
        builder.Services.AddSingleton(services => TrainerDelivery.Control(services.GetRequiredService<TrainerStreams>()));
        builder.Services.AddHostedService<TrainerDelivery>();
        builder.Services.AddSingleton<HandSets>();
        builder.Services.AddSingleton<CallsByHand>();
    }

    public static void MapIngest(this WebApplication app)
    {
        app.MapGrpcService<ReportService>();
        app.MapJsonIngest();
    }
}
