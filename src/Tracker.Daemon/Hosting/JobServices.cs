using Tracker.Daemon.Api;
using Tracker.Runtime.Host;
using Tracker.Runtime.Jobs;

namespace Tracker.Daemon.Hosting;

/// <summary>The execution of jobs and the measuring of the machine, with what the daemon was told about them.</summary>
internal static class JobServices
{
    public static void AddJobs(this WebApplicationBuilder builder, DaemonOptions options, DataDirectory directory)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<JobSupervisor>().Tokens);
        builder.Services.AddTrackerJobs(jobs =>
        {
            jobs.Directory = Path.Combine(directory.Root, "jobs");
            jobs.PluginRoots = [Path.GetFullPath(options.Plugins ?? Beside("plugins"))];
            jobs.JobHost = JobHost(options);
            jobs.Server = $"unix:{Path.GetFullPath(options.SocketPath)}";
            jobs.Slots = options.Slots;
            jobs.Limits = options.Jobs;
            jobs.SystemInterval = options.SystemInterval;
        });
    }

    public static void AddHostWatch(this WebApplicationBuilder builder, DaemonOptions options, DataDirectory directory) =>
        builder.Services.AddTrackerHost(host =>
        {
            host.Interval = options.SystemInterval;
            host.Folder = directory.Root;
            host.JobHost = JobHost(options);
        });

    public static void MapJobs(this WebApplication app) => app.MapGrpcService<JobsApi>();

    private static string JobHost(DaemonOptions options) => Path.GetFullPath(options.JobHost ?? Beside("tracker-job"));

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
