using Microsoft.Win32.SafeHandles;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.JobHost;

/// <summary>
/// Bounds what the job's output takes of the disk: the first and the last bytes of each file stay, the middle is given back as it
/// grows. The files are the job's own stdout and stderr, which nothing stands between, so that a death of this process loses no line;
/// they keep their length, so that who follows them loses nothing but what is freed, and sees how much that is.
/// </summary>
internal sealed class OutputLimit : IDisposable
{
    private const long Unit = 1 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Names = ["stdout.log", "stderr.log"];

    private readonly Func<SafeFileHandle, long, long, bool> _punch;
    private readonly (string Path, Mark Freed)[] _files;
    private readonly long _head;
    private readonly long _tail;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();

    /// <param name="directory">The job's.</param>
    /// <param name="head">First bytes of each file that stay; 0 for all.</param>
    /// <param name="tail">Last bytes that stay.</param>
    /// <param name="time">The clock.</param>
    /// <param name="punch">Gives bytes of a file back; false where the file system cannot.</param>
    public OutputLimit(string directory, long head, long tail, TimeProvider time, Func<SafeFileHandle, long, long, bool> punch)
    {
        _head = head;
        _tail = tail;
        _punch = punch;
        _files = [.. Names.Select(name => (Path.Combine(directory, name), new Mark { To = RoundUp(_head) }))];
        if (_head > 0) _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose()
    {
        if (_head == 0) return;
        _timer?.Dispose();
        // What was printed since the last look.
        lock (_gate) LookOnce();
    }

    private void Look()
    {
        // One that takes long on a slow disk is not joined by others.
        if (!_gate.TryEnter()) return;
        try
        {
            LookOnce();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void LookOnce()
    {
        try
        {
            foreach (var (path, freed) in _files) Free(path, freed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such file, as where somebody runs this by hand.
        }
    }

    private void Free(string path, Mark freed)
    {
        var end = (new FileInfo(path) is { Exists: true } info ? info.Length - _tail : 0) / Unit * Unit;
        if (end <= freed.To) return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!freed.IsRewritten && _punch(file, freed.To, end - freed.To))
        {
            freed.To = end;
            return;
        }

        // Each time the whole tail is copied: only once as much as that can go.
        freed.IsRewritten = true;
        if (end - freed.To < _tail) return;
        OutputRewriting.Run(path, file, new FreedMiddle(RoundUp(_head), end));
        freed.To = end;
    }

    private static long RoundUp(long bytes) => (bytes + Unit - 1) / Unit * Unit;

    private sealed class Mark
    {
        public long To { get; set; }

        /// <summary>The file system has no holes.</summary>
        public bool IsRewritten { get; set; }
    }
}
