using Tracker.Client;
using Tracker.JobHost.Reporting;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost;

/// <summary>Sends what a job logged and did not live to send. No plugin is loaded: what killed the job must not kill this.</summary>
internal static class SpoolDrain
{
    // Longer than a daemon needs to open its doors.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string specFile)
    {
        try
        {
            var spec = JobSpec.Read(specFile);
            var run = TrackerRun.Start(JobRunOptions.Of(spec) with { CloseTimeout = Patience });
            await using (run.ConfigureAwait(false))
            {
                if (!await run.FlushAsync().ConfigureAwait(false)) return ExitCode.Exception;
            }

            JobRunOptions.DeleteSpool(spec);
            await DrainSystemSeriesAsync(spec).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is JobRefusedException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.Refused;
        }
    }

    // What is left of these is no reason to come back.
    private static async Task DrainSystemSeriesAsync(JobSpec spec)
    {
        if (!JobRunOptions.HasSystemSpool(spec)) return;
        var run = TrackerRun.Start(JobRunOptions.OfSystemSeries(spec));
        await using (run.ConfigureAwait(false)) await run.FlushAsync().ConfigureAwait(false);
        JobRunOptions.DeleteSystemSpool(spec);
    }
}
