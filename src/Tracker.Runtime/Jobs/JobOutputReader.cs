using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Reads a job's output files, which the job itself writes. The job host frees the middle of a file that grows large; the file is
/// only ever appended to, so that an offset means the same bytes for ever, or a hole.
/// </summary>
internal sealed class JobOutputReader(JobDirectory directory, Func<bool> isOver, TimeProvider time)
{
    private const int PieceBytes = 32 << 10;
    private const int MostTailBytes = 16 << 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<JobOutput> ReadAsync(JobOutputWish wish, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JobOutputKind[] kinds = [.. new[] { JobOutputKind.Output, JobOutputKind.Error }.Where(kind => wish.Kinds.HasFlag(kind))];
        var offsets = kinds.ToDictionary(kind => kind, kind => Math.Max(wish.FromOffset, wish.TailLines is { } lines ? StartOf(kind, lines) : 0));
        while (true)
        {
            // Asked before the read, so that what was printed last is read.
            var isLast = !wish.Follow || isOver();
            foreach (var kind in kinds)
            {
                while (Next(kind, offsets[kind]) is { } piece)
                {
                    offsets[kind] += piece.Data.Length + piece.LeftOut;
                    yield return piece;
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            if (isLast) yield break;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Null where there is nothing yet.</summary>
    private JobOutput? Next(JobOutputKind kind, long offset)
    {
        using var file = Open(kind);
        var path = PathOf(kind);
        while (file is not null)
        {
            var data = FreedMiddle.Of(path).Next(FileHoles.NextData(file, offset));
            if (File.Exists(FreedMiddle.KeepFile(path)) && !isOver()) return null;
            if (data > offset) return new JobOutput(kind, offset, default, data - offset);
            var buffer = new byte[PieceBytes];
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) return null;
            // What was freed while it was read came as zeros.
            var whole = (int)Math.Min(read, Math.Min(FileHoles.NextHole(file, offset), FreedMiddle.Of(path).NextFreed(offset)) - offset);
            if (File.Exists(FreedMiddle.KeepFile(path)) && !isOver()) return null;
            if (whole > 0) return new JobOutput(kind, offset, buffer.AsMemory(0, whole), 0);
        }

        return null;
    }

    /// <summary>Where the last lines begin.</summary>
    private long StartOf(JobOutputKind kind, int lines)
    {
        using var file = Open(kind);
        if (file is null) return 0;
        var end = RandomAccess.GetLength(file);
        if (lines == 0) return end;
        var buffer = new byte[PieceBytes];
        for (var at = end; at > Math.Max(0, end - MostTailBytes);)
        {
            var start = Math.Max(0, at - PieceBytes);
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)(at - start)), start);
            for (var i = read - 1; i >= 0; i--)
            {
                // The end of the last line begins no further one.
                if (buffer[i] != (byte)'\n' || start + i == end - 1) continue;
                if (--lines == 0) return start + i + 1;
            }

            at = start;
        }

        return Math.Max(0, end - MostTailBytes);
    }

    private string PathOf(JobOutputKind kind) => kind == JobOutputKind.Output ? directory.StandardOutput : directory.StandardError;

    private SafeFileHandle? Open(JobOutputKind kind)
    {
        var path = kind == JobOutputKind.Output ? directory.StandardOutput : directory.StandardError;
        if (!PlainFile.Is(path)) return null;
        try
        {
            return File.OpenHandle(PathOf(kind), share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException)
        {
            // A job that waits for its slot has printed nothing yet.
            return null;
        }
    }
}
