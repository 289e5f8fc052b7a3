using System.ComponentModel;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>From the queue to the end. Everything here but the watches runs under the gate.</summary>
public sealed partial class JobSupervisor
{
    private const int KilledCode = 137;

    private void Fill()
    {
        if (_leaving.IsCancellationRequested) return;
        foreach (var entry in _table.Queue().ToArray())
        {
            if (_table.SlotsInUse >= _options.Slots) return;
            Start(entry);
        }
    }

    private void Start(JobEntry entry)
    {
        try
        {
            entry.Change(entry.State with { Phase = JobPhase.Starting, StartedAt = _runs.Now.Microseconds });
            Tokens.Issue(entry.Run, entry.Directory);
            entry.Process = JobLauncher.Start(entry.Spec, entry.Directory, _options);
            var identity = entry.Process.Identity;
            entry.Change(entry.State with
            {
                Phase = JobPhase.Running,
                BootId = identity.BootId,
                Pid = identity.Pid,
                StartTime = identity.StartTime,
            });
            LogStarted(entry.Spec.Name, entry.Spec.Run, identity.Pid);
            Watch(entry);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            // What could not be written down could not be found again: it must not run.
            entry.Process?.Kill();
            End(entry, new JobEnd(RunStatus.Failed, $"it could not be started: {e.Message}"));
        }
    }

    private void Watch(JobEntry entry)
    {
        var process = entry.Process!;
        entry.Watch = FollowAsync();

        async Task FollowAsync()
        {
            try
            {
                await process.WaitForExitAsync(_leaving.Token).ConfigureAwait(false);
                await _gate.WaitAsync(_leaving.Token).ConfigureAwait(false);
                try
                {
                    End(entry);
                    Fill();
                }
                finally
                {
                    _gate.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // The daemon leaves; the job stays.
            }
            // Nobody awaits this before the daemon stops, and a job that nobody follows keeps its slot.
            catch (Exception fault)
            {
                LogUnfollowed(fault, entry.Spec.Name, entry.Spec.Run);
            }
        }
    }

    /// <summary>The wish is written down already; now the job hears of it, and what is left after its grace is killed.</summary>
    private void Stop(JobEntry entry)
    {
        LogStopping(entry.Spec.Name, entry.Spec.Run);
        var process = entry.Process!;
        process.Terminate();
        var asked = new Timestamp(entry.State.StopAskedAt);
        _ = KillAfterGraceAsync();

        async Task KillAfterGraceAsync()
        {
            try
            {
                var left = asked + TimeSpan.FromSeconds(entry.State.GraceSeconds) - _runs.Now;
                if (left > TimeSpan.Zero) await Task.Delay(left, _time, _leaving.Token).ConfigureAwait(false);
                await _gate.WaitAsync(_leaving.Token).ConfigureAwait(false);
                try
                {
                    if (entry.Process != process || !process.Identity.Exists) return;
                    LogKilled(entry.Spec.Name, entry.Spec.Run, entry.State.GraceSeconds);
                    entry.ChangeUnwritten(entry.State with { Killed = true });
                    process.Kill();
                }
                finally
                {
                    _gate.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // The daemon leaves; the next one goes on with the stop.
            }
            // Nobody awaits this.
            catch (Exception fault)
            {
                LogUnfollowed(fault, entry.Spec.Name, entry.Spec.Run);
            }
        }
    }

    /// <summary>The process is gone, or there never was one.</summary>
    private void End(JobEntry entry, JobEnd? known = null)
    {
        entry.Process?.Reap();
        if (entry.State.StartedAt != 0) JobLeftovers.End(entry.Directory);
        entry.Process?.Dispose();
        entry.Process = null;
        // What the job left running loses its right to report here; what is in the spool is sent with another token.
        Tokens.Revoke(entry.Run, entry.Directory);

        var state = entry.State;
        var code = state.Killed ? KilledCode : entry.Directory.ReadExitCode();
        var tail = entry.Directory.ReadErrorTail(_options.ErrorTailBytes);
        var end = known ?? JobEnd.From(
            code, state.StopAskedAt != 0, state.Killed, state.GraceSeconds, tail, entry.Directory.ReadReason(), entry.Spec.Program is not null);
        var ended = state with
        {
            Phase = JobPhase.Exited,
            EndedAt = _runs.Now.Microseconds,
            ExitCode = code,
            Status = end.Status,
            Reason = end.Reason,
        };
        ChangeOrLog(entry, ended);
        LogEnded(entry.Spec.Name, entry.Spec.Run, end.Status.ToWord(), end.Reason);
        if (ended.StartedAt != 0) _instruments.Ended(end.Status, TimeSpan.FromMicroseconds(ended.EndedAt - ended.StartedAt));
        entry.Watch = ReportEndAsync(entry);
    }

    private async Task ReportEndAsync(JobEntry entry)
    {
        try
        {
            if (!entry.State.RunMade) await _runs.MakeUntilStoredAsync(entry.Run, entry.Spec, _leaving.Token).ConfigureAwait(false);
            if (await JobDrain.RunAsync(entry, _options, Tokens, _time, _leaving.Token).ConfigureAwait(false) is { } problem)
                LogRestUnsent(entry.Spec.Name, entry.Spec.Run, problem);
            await _runs.EndAsync(entry.Run, entry.State.Status, entry.State.Reason, _leaving.Token).ConfigureAwait(false);
            entry.Change(entry.State with { EndReported = true });
            entry.Directory.MarkOver();
            await TrimAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next daemon tells it.
        }
        catch (IOException e)
        {
            LogUnwritten(entry.Spec.Name, entry.Spec.Run, e.Message);
        }
    }

    private async Task TrimAsync()
    {
        await _gate.WaitAsync(_leaving.Token).ConfigureAwait(false);
        try
        {
            _table.Trim(_options.Limits.ExitedInMemory);
        }
        finally
        {
            _gate.Release();
        }
    }
}
