using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>What is over and no longer wanted goes: output, checkpoints, code, record.</summary>
public sealed partial class JobSupervisor
{
    /// <summary>Removes the directory of a job that is over, as when its run is purged.</summary>
    /// <returns>True when nothing of it is left, as well where there never was a job; false when it is not over, or not all could be removed: ask again later.</returns>
    public async Task<bool> ForgetAsync(RunId run, CancellationToken cancellationToken)
    {
        // Renamed under the gate, in one step: what a daemon finds under a name with a dot when it starts, it removes.
        var gone = Path.Combine(_options.Directory, $".gone-{run}");
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_table.Find(run) is { } entry)
            {
                if (entry.State is not { Phase: JobPhase.Exited, EndReported: true }) return false;
                if (Directory.Exists(entry.Directory.Root)) Directory.Move(entry.Directory.Root, gone);
                _table.Remove(run);
                LogForgotten(entry.Spec.Name, entry.Spec.Run);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten("", run.ToString(), e.Message);
            return false;
        }
        finally
        {
            _gate.Release();
        }

        if (!Directory.Exists(gone)) return true;
        try
        {
            await Task.Run(new JobDirectory(gone).Delete, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException e)
        {
            LogUnwritten("", run.ToString(), e.Message);
            return false;
        }
    }
}
