using System.Runtime.CompilerServices;

namespace Tracker.Runtime.Jobs;

/// <summary>Which of a job's outputs.</summary>
[Flags]
public enum JobOutputKind
{
    /// <summary>What it printed.</summary>
    Output = 1,

    /// <summary>What it complained about.</summary>
    Error = 2,

    /// <summary>Both.</summary>
    Both = Output | Error,
}

/// <summary>A piece of what a job printed.</summary>
/// <param name="Kind">Where to.</param>
/// <param name="Data">Up to 32 KiB.</param>
public readonly record struct JobOutput(JobOutputKind Kind, ReadOnlyMemory<byte> Data);

/// <summary>Reads a job's output files, which the job itself writes.</summary>
internal sealed class JobOutputReader(JobDirectory directory, Func<bool> isOver, TimeProvider time)
{
    private const int PieceBytes = 32 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<JobOutput> ReadAsync(
        JobOutputKind kinds,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var offsets = new Dictionary<JobOutputKind, long> { [JobOutputKind.Output] = 0, [JobOutputKind.Error] = 0 };
        while (true)
        {
            // Asked before the read, so that what was printed last is read.
            var isLast = !follow || isOver();
            foreach (var kind in (JobOutputKind[])[JobOutputKind.Output, JobOutputKind.Error])
            {
                if (!kinds.HasFlag(kind)) continue;
                while (Next(kind, offsets[kind]) is { Length: > 0 } piece)
                {
                    offsets[kind] += piece.Length;
                    yield return new JobOutput(kind, piece);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            if (isLast) yield break;
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private byte[] Next(JobOutputKind kind, long offset)
    {
        try
        {
            using var file = File.OpenHandle(
                kind == JobOutputKind.Output ? directory.StandardOutput : directory.StandardError,
                share: FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[PieceBytes];
            return buffer[..RandomAccess.Read(file, buffer, offset)];
        }
        catch (IOException)
        {
            // A job that waits for its slot has printed nothing yet.
            return [];
        }
    }
}
