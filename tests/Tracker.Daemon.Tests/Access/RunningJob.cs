using Microsoft.AspNetCore.Builder;
using Tracker.Contracts.V1;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Access;

/// <summary>A job that runs until it is told to stop, with its token.</summary>
internal sealed class RunningJob : IAsyncDisposable
{
    private RunningJob(OpenDoors doors, string run)
    {
        Doors = doors;
        Run = run;
    }

    public OpenDoors Doors { get; }

    public string Run { get; }

    public string TokenFile => Path.Combine(Doors.Host.DataDir, "jobs", Run, "token");

    public string Token => File.ReadAllText(TokenFile).Trim();

    /// <param name="folder">For the plugin.</param>
    /// <param name="script">What the job does.</param>
    /// <param name="configure">More settings of the daemon.</param>
    /// <param name="replace">Services of the daemon.</param>
    public static async Task<RunningJob> StartAsync(
        TempFolder folder,
        string script = "echo up; trap 'exit 75' TERM; while :; do sleep 0.05; done",
        Action<Dictionary<string, string?>>? configure = null,
        Action<WebApplicationBuilder>? replace = null)
    {
        var plugins = new ScriptPlugins(folder.Path).Add("Script", script);
        var doors = await OpenDoors.OnLoopbackAsync(settings =>
        {
            settings["Tracker:Plugins"] = plugins.Folder;
            settings["Tracker:JobHost"] = plugins.JobHost;
            configure?.Invoke(settings);
        }, replace);
        var jobs = new JobsService.JobsServiceClient(doors.Socket());
        var running = new RunningJob(doors, (await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" })).Job.Run);
        await Eventually.HoldsAsync("the job runs", async () => (await running.GetAsync()).Phase == JobPhase.Running);
        return running;
    }

    public async Task<Job> GetAsync() =>
        (await new JobsService.JobsServiceClient(Doors.Socket()).GetJobAsync(new GetJobRequest { Job = Run })).Job;

    public async Task CancelAsync()
    {
        await new JobsService.JobsServiceClient(Doors.Socket()).CancelJobAsync(new CancelJobRequest { Job = Run });
        await Eventually.HoldsAsync("the job is over", async () => (await GetAsync()).Phase == JobPhase.Exited);
    }

    public async ValueTask DisposeAsync()
    {
        if ((await GetAsync()).Phase != JobPhase.Exited) await CancelAsync();
        await Doors.DisposeAsync();
    }
}
