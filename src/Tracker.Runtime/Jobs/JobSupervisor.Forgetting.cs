using Tracker.Core.Runs;

namespace Tracker.Runtime.Jobs;

/// <summary>What is over and no longer wanted goes: output, checkpoints, code, record.</summary>
public sealed partial class JobSupervisor
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(30);
    private Task _forgetting = Task.CompletedTask;

    /// <summary>Removes the directory of a job that is over, as when its run is purged.</summary>
    /// <returns>True when nothing of it is left, as well where there never was a job; false when it is not over, or not all could be removed: ask again later.</returns>
    public async Task<bool> ForgetAsync(RunId run, CancellationToken cancellationToken)
    {
        // Renamed under the gate, in one step: what a daemon finds under a name with a dot when it starts, it removes.
        var gone = Path.Combine(_options.Directory, $".gone-{run}");
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Entry(run) is { } entry)
            {
                if (entry.State is not { Phase: JobPhase.Exited, EndReported: true }) return false;
                if (Directory.Exists(entry.Directory.Root)) Directory.Move(entry.Directory.Root, gone);
                _table.Remove(run);
                LogForgotten(entry.Spec.Name, entry.Spec.Run);
            }
            else if (Directory.Exists(_archive.Of(run).Root))
            {
                // Nobody can read what it is; nobody wants it either.
                Directory.Move(_archive.Of(run).Root, gone);
                LogForgotten("", run.ToString());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnremoved(_archive.Of(run).Root, e.Message);
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
            LogUnremoved(gone, e.Message);
            return false;
        }
    }

    /// <summary>Removes what is over for longer than it is kept, again and again.</summary>
    private async Task ForgetOldAsync()
    {
        if (_options.Limits.KeepExited is not { } keep) return;
        using var timer = new PeriodicTimer(ForgetInterval, _time);
        try
        {
            do await ForgetOlderAsync(_time.GetUtcNow() - keep).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(_leaving.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The next daemon goes on.
        }
    }

    private async Task ForgetOlderAsync(DateTimeOffset limit)
    {
        try
        {
            foreach (var run in _archive.All.Where(run => _archive.OverSince(run) < limit).ToArray())
                await ForgetAsync(run, _leaving.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnremoved(_options.Directory, e.Message);
        }
    }
}
