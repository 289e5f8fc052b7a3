using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>A hold on a job's watching shell, whether this daemon started it or an earlier one did.</summary>
internal sealed class JobProcess : IDisposable
{
    private const int PollMilliseconds = 250;
    private readonly SafeFileHandle _descriptor;

    private JobProcess(ProcessIdentity identity, SafeFileHandle descriptor)
    {
        Identity = identity;
        _descriptor = descriptor;
    }

    public ProcessIdentity Identity { get; }

    /// <summary>Null when the very process is gone.</summary>
    public static JobProcess? Open(ProcessIdentity identity)
    {
        if (!identity.Exists) return null;
        var descriptor = new SafeFileHandle(LibC.PidfdOpen(identity.Pid), ownsHandle: true);

        // Between the look and the open the id may have gone to another process; the descriptor holds it from here on.
        if (!descriptor.IsInvalid && identity.Exists) return new JobProcess(identity, descriptor);
        descriptor.Dispose();
        return null;
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Watch(ended, cancellationToken), 128 * 1024) { IsBackground = true, Name = $"job {Identity.Pid}" };
        thread.Start();
        return ended.Task;
    }

    /// <summary>Asks every process of the job to end.</summary>
    public void Terminate()
    {
        if (Identity.Exists) _ = LibC.Kill(-Identity.Pid, LibC.SigTerm);
    }

    /// <summary>Ends every process of the job.</summary>
    public void Kill()
    {
        if (!Identity.Exists) return;
        // Looked for before its leader dies, as their descent is lost then: what made a session of its own is found by that alone.
        var descendants = ProcessStat.Descendants(Identity.Pid);
        _ = LibC.Kill(-Identity.Pid, LibC.SigKill);
        foreach (var process in descendants)
        {
            if (ProcessStat.Read(process.Pid) is { } now && now.StartTime == process.StartTime) _ = LibC.Kill(process.Pid, LibC.SigKill);
        }

        EndSession();
    }

    /// <summary>Ends what the job left behind and lets go of the process itself, once it has ended.</summary>
    public void Reap()
    {
        // While the leader is not reaped its id cannot become another group's.
        if (Identity.Exists) _ = LibC.Kill(-Identity.Pid, LibC.SigKill);
        EndSession();
        _ = LibC.WaitPid(Identity.Pid, out _, LibC.WaitNoHang);
    }

    public void Dispose() => _descriptor.Dispose();

    /// <summary>Children that made a group of their own are still in the job's session.</summary>
    private void EndSession()
    {
        foreach (var process in ProcessStat.All())
        {
            // A process that is older than the job only has its number by chance.
            if (process.Session == Identity.Pid && process.State != 'Z' && process.StartTime >= Identity.StartTime)
            {
                _ = LibC.Kill(process.Pid, LibC.SigKill);
            }
        }
    }

    private void Watch(TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        // Held over the watch: a number that was closed may be another file's by the next look.
        var isHeld = false;
        try
        {
            _descriptor.DangerousAddRef(ref isHeld);
            while (!cancellationToken.IsCancellationRequested)
            {
                if (!HasEnded((int)_descriptor.DangerousGetHandle())) continue;
                ended.TrySetResult();
                return;
            }

            ended.TrySetCanceled(cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            ended.TrySetException(e);
        }
        finally
        {
            if (isHeld) _descriptor.DangerousRelease();
        }
    }

    private unsafe bool HasEnded(int descriptor)
    {
        var poll = new LibC.PollDescriptor { Descriptor = descriptor, Events = LibC.PollIn };
        var ready = LibC.Poll(&poll, 1, PollMilliseconds);
        if (ready < 0 && Marshal.GetLastPInvokeError() != LibC.Interrupted) throw new IOException($"Process {Identity.Pid} cannot be watched.");
        return ready > 0;
    }
}
