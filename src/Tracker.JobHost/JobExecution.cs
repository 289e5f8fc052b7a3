using Tracker.JobHost.Loading;
using Tracker.JobHost.Native;
using Tracker.JobHost.Reporting;
using Tracker.JobHost.Sampling;
using Tracker.Plugins.Abstractions;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.JobHost;

/// <summary>Runs one job from its spec to an exit code.</summary>
internal static class JobExecution
{
    public static async Task<int> RunAsync(string specFile, bool dryRun)
    {
        using var stop = new StopRequest();
        JobSpec? spec = null;
        try
        {
            spec = JobSpec.Read(specFile);
            using var output = new OutputLimit(spec.JobDirectory, spec.OutputHeadBytes, spec.OutputTailBytes, TimeProvider.System, FileHoles.Punch);
            var folder = PluginFolder.Load(spec.PluginPath);
            if (folder.NeedsTorch) TorchNative.Load();
            var plugin = folder.MakePlugin();
            var hyperparameters = new HyperparameterValues(plugin.Hyperparameters, spec.Hyperparameters);
            var job = plugin.Create(hyperparameters);
            await RunAsync(spec, job, hyperparameters, stop, dryRun).ConfigureAwait(false);
            return stop.IsRequested ? ExitCode.Stopped : ExitCode.Done;
        }
        catch (JobRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            if (spec is not null) StatedReason.Write(spec, e.Message);
            return ExitCode.Refused;
        }
        catch (JobEndedException e)
        {
            if (e.Message.Length > 0) StatedReason.Write(spec!, e.Message);
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsRequested)
        {
            return ExitCode.Stopped;
        }
        catch (Exception e)
        {
            // The whole for those who debug, and last the one line for those who ask why.
            var line = e.Message.Split('\n', StringSplitOptions.TrimEntries)[0];
            await Console.Error.WriteLineAsync($"{e}\n{e.GetType().Name}: {line}").ConfigureAwait(false);
            return ExitCode.Exception;
        }
    }

    private static async Task RunAsync(JobSpec spec, ITrainingJob job, HyperparameterValues hyperparameters, StopRequest stop, bool dryRun)
    {
        var report = dryRun ? new PrintedReport()
            : spec.Program is null ? new DaemonReport(spec, hyperparameters, stop)
            : (JobReport)new ProgramReport(spec, hyperparameters, stop);
        // A dry run tells of the training alone.
        var sampler = dryRun ? null : SystemSampler.TryStart(spec, TimeProvider.System);
        try
        {
            var record = new StartRecord(spec);
            if (!dryRun) record.Write();
            var context = new JobContext(spec, hyperparameters, report, record);
            // Away from this thread, so that a job that computes without ever awaiting leaves it free.
            await Task.Run(() => job.RunAsync(context, stop.Token), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(report.DisposeAsync().AsTask(), sampler?.DisposeAsync().AsTask() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }
}
