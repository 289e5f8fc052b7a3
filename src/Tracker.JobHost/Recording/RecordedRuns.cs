using Tracker.JobHost.Loading;
using Tracker.JobHost.Native;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>Runs one job after the other in this process, each into a file of its own, without a daemon. Files that are there are left.</summary>
internal static class RecordedRuns
{
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        using var stop = new StopRequest();
        try
        {
            var arguments = RecordArguments.Parse(words);
            var lines = RunLine.Read(arguments.Runs);
            var folder = PluginFolder.Load(arguments.Plugin);
            if (folder.NeedsTorch) TorchNative.Load();
            Directory.CreateDirectory(arguments.To);
            var first = lines.Count * (arguments.Part - 1) / arguments.Parts;
            var end = lines.Count * arguments.Part / arguments.Parts;
            var failed = 0;
            foreach (var line in lines.Take(first..end))
            {
                if (File.Exists(Path.Combine(arguments.To, line.Output))) continue;
                if (!await TryRunAsync(arguments, line, folder.MakePlugin(), stop.Token).ConfigureAwait(false)) failed++;
                if (stop.IsRequested) return ExitCode.Stopped;
            }

            return failed == 0 ? ExitCode.Done : ExitCode.Exception;
        }
        catch (JobRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.Refused;
        }
    }

    private static async Task<bool> TryRunAsync(RecordArguments arguments, RunLine line, ITrainingPlugin plugin, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("tracker-record-");
        try
        {
            var file = Path.Combine(arguments.To, line.Output);
            var report = new RecordingReport(line.StopAt, arguments.StepTime);
            var hyperparameters = new HyperparameterValues(plugin.Hyperparameters, line.Hyperparameters);
            var stopped = line.StopAt > 0;
            if (stopped)
            {
                stopped = await AttemptAsync(1).ConfigureAwait(false);
                if (!stopped) throw new JobRefusedException($"The run ended before step {line.StopAt}, where it was to be stopped.");
            }

            if (stopped) report.BeginAttempt(2);
            await AttemptAsync(stopped ? 2 : 1).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested) return true;
            RunFile.Write(file, report);
            return true;

            async Task<bool> AttemptAsync(int attempt)
            {
                using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, report.StopToken(attempt));
                var spec = JobSpec.Of(arguments.Plugin, line.Seed, attempt, work.FullName);
                var context = new JobContext(spec, hyperparameters, report, new StartRecord(spec));
                var job = plugin.Create(hyperparameters);
                try
                {
                    await Task.Run(() => job.RunAsync(context, linked.Token), CancellationToken.None).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (linked.IsCancellationRequested)
                {
                    // It stopped as it was told.
                }

                return linked.IsCancellationRequested;
            }
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{line.Output}: {(e is JobRefusedException ? e.Message : e)}").ConfigureAwait(false);
            return false;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
