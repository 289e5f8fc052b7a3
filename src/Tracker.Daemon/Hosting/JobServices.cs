using Tracker.Daemon.Api;
using Tracker.Runtime.Jobs;

namespace Tracker.Daemon.Hosting;

/// <summary>The execution of jobs, with what the daemon was told about it.</summary>
internal static class JobServices
{
    public static void AddJobs(this WebApplicationBuilder builder, DaemonOptions options, DataDirectory directory)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<JobSupervisor>().Tokens);
        builder.Services.AddTrackerJobs(jobs =>
        {
            jobs.Directory = Path.Combine(directory.Root, "jobs");
            jobs.PluginRoots = [Path.GetFullPath(options.Plugins ?? Beside("plugins"))];
            jobs.JobHost = Path.GetFullPath(options.JobHost ?? Beside("tracker-job"));
            jobs.Server = $"unix:{Path.GetFullPath(options.SocketPath)}";
            jobs.Slots = options.Slots;
            jobs.Limits = options.Jobs;
        });
    }

    public static void MapJobs(this WebApplication app) => app.MapGrpcService<JobsApi>();

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
