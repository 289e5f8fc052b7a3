using System.ComponentModel;
using System.Runtime.InteropServices;
using Tracker.Plugins.Abstractions;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Plugins.Command;

/// <summary>
/// The program and all that it started. What loses its parent becomes a child of this process, so that a program that forks and
/// leaves does not get away.
/// </summary>
internal sealed class ProcessTree : IDisposable
{
    private const int Interrupted = 4;
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly int _program;
    private readonly int _ownGroup;
    private readonly ITimer _reaper;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _hasEnded;

    private ProcessTree(int program)
    {
        _program = program;
        _ownGroup = ProcessStat.Read(Environment.ProcessId)!.Value.Group;
        _reaper = TimeProvider.System.CreateTimer(static tree => ((ProcessTree)tree!).ReapOrphans(), this, ReapInterval, ReapInterval);
        new Thread(Wait, 128 * 1024) { IsBackground = true, Name = "program" }.Start();
    }

    /// <exception cref="JobRefusedException">It cannot be started; one sentence.</exception>
    public static ProcessTree Start(JobProgram program, string executable, IReadOnlyDictionary<string, string> environment)
    {
        _ = LibC.ProcessControl(LibC.SetChildSubreaper, 1, 0, 0, 0);
        try
        {
            return new ProcessTree(DetachedProcess.Start(new SpawnRequest(program.Arguments, environment, program.WorkingDirectory, null, null)
            {
                Executable = executable,
                // In the job's session, where the supervisor finds it, and in a group that hears of a stop once, from here.
                OwnSession = false,
            }));
        }
        catch (Win32Exception e)
        {
            throw new JobRefusedException(ProgramFile.WhyNot(executable, e.NativeErrorCode, e.Message), e);
        }
    }

    /// <summary>Its exit code, or 128 and the signal that ended it, as shells count.</summary>
    public Task<int> WaitAsync() => _ended.Task;

    /// <summary>Asks all of it to end.</summary>
    public void Terminate()
    {
        if (!_hasEnded) _ = LibC.Kill(-_program, LibC.SigTerm);
        foreach (var process in Rest())
        {
            if (process.Group != _program) _ = LibC.Kill(process.Pid, LibC.SigTerm);
        }
    }

    /// <summary>Ends what the program left behind: a term signal, a time of grace, a kill.</summary>
    /// <returns>What was left, as name (id).</returns>
    public async Task<IReadOnlyList<string>> EndRestAsync(TimeSpan grace)
    {
        var left = Rest();
        if (left.Count == 0) return [];
        string[] names = [.. left.Select(process => $"{NameOf(process.Pid)} ({process.Pid})")];
        foreach (var process in left) _ = LibC.Kill(process.Pid, LibC.SigTerm);
        var start = TimeProvider.System.GetTimestamp();
        while (Rest().Count > 0 && TimeProvider.System.GetElapsedTime(start) < grace)
        {
            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
            ReapOrphans();
        }

        // Again until none is seen: what is forked meanwhile dies too. The supervisor ends what outlives even this.
        for (var round = 0; round < 20 && Rest() is { Count: > 0 } stubborn; round++)
        {
            foreach (var process in stubborn) _ = LibC.Kill(process.Pid, LibC.SigKill);
            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
            ReapOrphans();
        }

        return names;
    }

    public void Dispose() => _reaper.Dispose();

    /// <summary>What lives of the tree. A process in this one's own group is a tool of the job host.</summary>
    private List<ProcessStat> Rest()
    {
        var all = ProcessStat.Descendants(Environment.ProcessId);
        all.RemoveAll(process => process.State == 'Z' || process.Group == _ownGroup);
        return all;
    }

    private void Wait()
    {
        int status;
        while (LibC.WaitPid(_program, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() == Interrupted) continue;
            _ended.TrySetException(new InvalidOperationException($"Process {_program} was lost."));
            return;
        }

        // From here on its id may be given to another process.
        _hasEnded = true;
        var signal = status & 0x7f;
        _ended.TrySetResult(signal == 0 ? (status >> 8) & 0xff : 128 + signal);
    }

    private void ReapOrphans()
    {
        foreach (var process in ProcessStat.All())
        {
            if (process.Parent == Environment.ProcessId && process.State == 'Z' && process.Pid != _program && process.Group != _ownGroup)
                _ = LibC.WaitPid(process.Pid, out _, LibC.WaitNoHang);
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return new string([.. File.ReadAllText($"/proc/{pid}/comm").Trim().Where(c => !char.IsControl(c))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "ended meanwhile";
        }
    }
}
