namespace Tracker.Daemon.Notify;

/// <summary>Who is told of alerts.</summary>
internal static class NotifyServices
{
    public static void AddNotify(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogNotifier>();
        builder.Services.AddSingleton(services => services.GetRequiredService<LogNotifier>().Consumer());
    }
}
