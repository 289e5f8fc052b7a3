using Tracker.Core.Runs;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>What a daemon finds when it starts: jobs of an earlier one that run, ended meanwhile, wait, or were being stopped.</summary>
public sealed partial class JobSupervisor
{
    private static readonly JobEnd NeverStarted =
        new(RunStatus.Cancelled, "it waited in the queue when the backup was made, and a restored daemon starts nothing by itself: submit it again");

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        JobDirectory.MakeDirectory(_options.Directory);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var over = 0;
            foreach (var path in Directory.EnumerateDirectories(_options.Directory).OrderDescending(StringComparer.Ordinal))
            {
                if (Path.GetFileName(path).StartsWith('.')) RemoveLeft(path);
                // Of those that are over the newest are read; a look says that the others are.
                else if (!File.Exists(new JobDirectory(path).OverFile) || over++ < _options.Limits.ExitedInMemory) Recover(path);
            }

            Fill();
        }
        finally
        {
            _gate.Release();
        }

        _forgetting = ForgetOldAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_table.All.Select(e => e.Watch).Append(_forgetting)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What stays is in nobody's way: it is tried again at the next start.</summary>
    private void RemoveLeft(string path)
    {
        try
        {
            new JobDirectory(path).Delete();
        }
        catch (IOException e)
        {
            LogUnremoved(path, e.Message);
        }
    }

    private void Recover(string path)
    {
        var directory = new JobDirectory(path);
        if (!RunId.TryParse(Path.GetFileName(path), out var run) || directory.Read() is not var (spec, state))
        {
            LogUnreadable(path);
            return;
        }

        var entry = new JobEntry(run, spec, state, directory);
        _table.Add(entry);
        switch (state.Phase)
        {
            case JobPhase.Queued when state.StopAskedAt != 0:
                End(entry);
                break;
            case JobPhase.Queued:
                if (File.Exists(directory.RestoredFile)) End(entry, NeverStarted);
                break;
            case JobPhase.Exited:
                if (!state.EndReported) entry.Watch = ReportEndAsync(entry);
                else if (!File.Exists(directory.OverFile)) directory.MarkOver();
                break;
            default:
                Reattach(entry);
                break;
        }
    }

    private void Reattach(JobEntry entry)
    {
        var state = entry.State;
        entry.ChangeUnwritten(state with { Phase = JobPhase.Reattaching });
        entry.Process = state.Process is { } identity ? JobProcess.Open(identity) : JobLauncher.FindUnrecorded(entry.Spec);
        if (entry.Process is { } process)
        {
            entry.Change(entry.State with
            {
                Phase = state.StopAskedAt != 0 ? JobPhase.Stopping : JobPhase.Running,
                BootId = process.Identity.BootId,
                Pid = process.Identity.Pid,
                StartTime = process.Identity.StartTime,
            });
            AdoptToken(entry);
            LogReattached(entry.Spec.Name, entry.Spec.Run, process.Identity.Pid);
            Watch(entry);
            if (state.StopAskedAt != 0) Stop(entry);
            return;
        }

        var wasStarted = state.Pid != 0 || File.Exists(entry.Directory.StandardOutput);
        if (!wasStarted && state.StopAskedAt == 0)
        {
            if (File.Exists(entry.Directory.RestoredFile))
            {
                End(entry, NeverStarted);
                return;
            }

            entry.Change(state with { Phase = JobPhase.Queued, StartedAt = 0 });
            return;
        }

        var isKnown = entry.Directory.ReadExitCode() is not null || state.StopAskedAt != 0;
        End(entry, isKnown ? null : new JobEnd(RunStatus.Failed, WhyLost(state)));
    }

    private void AdoptToken(JobEntry entry)
    {
        try
        {
            Tokens.Adopt(entry.Run, entry.Directory);
        }
        catch (IOException e)
        {
            // The job goes on and keeps what it has to say in its spool.
            LogUnwritten(entry.Spec.Name, entry.Spec.Run, e.Message);
        }
    }

    private static string WhyLost(JobState state) =>
        state.BootId.Length > 0 && state.BootId != ProcessStat.BootId
            ? "lost: the machine was restarted while it ran"
            : "lost: its process ended while the daemon was away and left no exit code";
}
