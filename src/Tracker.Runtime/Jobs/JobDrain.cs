using System.ComponentModel;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Sends what a job left in its spool when it died, or when the daemon was away at its end: no trainer comes back for that. It is the
/// job host that does, over the same stream, so that a sample that had arrived is not stored twice.
/// </summary>
internal static class JobDrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when it is sent, or when that did not work in time; what is left stays in the spool.</summary>
    /// <returns>Null when nothing is left; else one sentence.</returns>
    public static async Task<string?> RunAsync(JobEntry entry, JobOptions options, JobTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!entry.Directory.HasRest()) return null;
        var log = Path.Combine(entry.Directory.Root, "drain.log");
        var exit = Path.Combine(entry.Directory.Root, "drain.exit");
        try
        {
            tokens.Issue(entry.Run, entry.Directory);
            var pid = DetachedProcess.Start(new SpawnRequest(
                JobShim.Arguments(exit, [options.JobHost, "--drain", entry.Directory.SpecFile]),
                JobEnvironment.Of(entry.Spec, options),
                entry.Directory.Root,
                log,
                log));
            using var process = ProcessIdentity.Of(pid) is { } identity ? JobProcess.Open(identity) : null;
            if (process is null) return "its process was lost.";
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
            finally
            {
                process.Reap();
            }
        }
        catch (Win32Exception e)
        {
            return $"{JobShim.Shell} cannot be started: {e.Message}.";
        }
        catch (IOException e)
        {
            return $"its token could not be written: {e.Message}";
        }
        finally
        {
            tokens.Revoke(entry.Run, entry.Directory);
        }

        return entry.Directory.HasRest() ? $"it was not acknowledged within {Patience.TotalSeconds:0} s, and {log} may say why." : null;
    }
}
