using Tracker.Daemon.Access;
using Tracker.Daemon.Api;
using Tracker.Daemon.Backup;
using Tracker.Daemon.Export;
using Tracker.Daemon.Health;
using Tracker.Daemon.Hosting;
using Tracker.Daemon.Ingest;
using Tracker.Daemon.Notify;
using Tracker.Runtime;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Keeping;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon;

/// <summary>The daemon, from its flags to its end.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h"]) return Say(CommandLine.Usage);
        if (args is ["--version"]) return Say(DaemonVersion.Text);
        UnixUser.KeepFilesPrivate();
        try
        {
            if (BackupModes.Run(args) is { } done) return Say(done);
        }
        catch (StartupException fault)
        {
            return await ComplainAsync(fault).ConfigureAwait(false);
        }

        var announcement = new Announcement(json: args.Contains(Announcement.Flag));
        try
        {
            var app = Build(CommandLine.Parse([.. args.Where(arg => arg != Announcement.Flag)]));
            var bound = await app.StartDaemonAsync(CancellationToken.None).ConfigureAwait(false);
            announcement.Listening(bound);
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            var working = app.Services.GetRequiredService<JobSupervisor>().SlotsInUse;
            await app.StopDaemonAsync().ConfigureAwait(false);
            announcement.Stopped(working);
            return 0;
        }
        catch (StartupException fault)
        {
            return await ComplainAsync(fault).ConfigureAwait(false);
        }
    }

    /// <summary>A daemon that holds its data directory and does not listen yet.</summary>
    /// <param name="settings">What the command line says, by configuration key.</param>
    /// <param name="replace">Tests put their own services in place of these.</param>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static WebApplication Build(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? replace = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        DaemonConfiguration.AddSources(builder.Configuration, settings);
        var options = DaemonConfiguration.Read(builder.Configuration);
        var directory = DataDirectory.Open(options.DataDir);
        try
        {
            RefuseHalfRestored(directory);
            directory.RemoveLeftBackup();
            AddParts(builder, options, directory);
            replace?.Invoke(builder);
            var app = builder.Build();
            MapParts(app);
            return app;
        }
        catch (Exception fault)
        {
            directory.Dispose();
            if (fault is StoreException) throw StartupException.Failed(fault.Message, fault);
            throw;
        }
    }

    private static void RefuseHalfRestored(DataDirectory directory)
    {
        if (Directory.Exists(directory.RestoreFolder) && !File.Exists(Path.Combine(directory.Root, SqliteStorageOptions.FileName)))
        {
            throw StartupException.Failed(
                $"a restore into {directory.Root} was cut short: run it again, or delete {directory.RestoreFolder} to begin with nothing.");
        }
    }

    private static void AddParts(WebApplicationBuilder builder, DaemonOptions options, DataDirectory directory)
    {
        builder.AddDaemonLogging();
        builder.AddDaemonHost(options, directory);
        builder.Services.AddSqliteStorage();
        builder.Services.AddTrackerRuntime();
        builder.AddIngest();
        builder.AddJobs(options, directory);
        builder.AddHostWatch(options, directory);
        builder.Services.AddTrackerKeeping();
        builder.AddApi();
        builder.AddBackup();
        builder.AddNotify();
        builder.AddHealth();
        builder.AddTelemetry();
        builder.Services.AddTrackerMetrics(options.Export);
    }

    private static void MapParts(WebApplication app)
    {
        app.UseDaemonGuards();
        app.MapIngest();
        app.MapApi();
        app.MapJobs();
        app.MapHealth();
        app.MapTrackerMetrics().WithMetadata(new NeedsAttribute(Scopes.Read));
    }

    private static async Task<int> ComplainAsync(StartupException fault)
    {
        await Console.Error.WriteLineAsync($"trackerd: {fault.Message}").ConfigureAwait(false);
        return fault.ExitCode;
    }

    private static int Say(string line)
    {
        Console.Out.WriteLine(line);
        return 0;
    }
}
