using Microsoft.Win32.SafeHandles;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.JobHost;

/// <summary>
/// Gives up the middle of an output file where the file system has no holes to punch: what is kept goes into a file beside it, the output is
/// emptied and gets its length again (which makes it sparse), and what is kept is written back to where it was. What the job prints in that
/// instant may be lost; all else keeps its offset.
/// </summary>
internal static class OutputRewriting
{
    private const int Piece = 1 << 20;
    private const int MostCatchingUp = 8;

    /// <param name="path">The output.</param>
    /// <param name="file">The same, open for both.</param>
    /// <param name="middle">What is given up.</param>
    /// <exception cref="IOException">The disk does not take what is kept; the output is as it was.</exception>
    public static void Run(string path, SafeFileHandle file, FreedMiddle middle)
    {
        var keep = FreedMiddle.KeepFile(path);
        try
        {
            using var kept = File.OpenHandle(keep, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
            middle.Note(path);
            Copy(file, 0, kept, 0, middle.From);
            var end = middle.To;
            for (var round = 0; round < MostCatchingUp && RandomAccess.GetLength(file) is var length && length > end; round++)
            {
                Copy(file, end, kept, end - middle.To + middle.From, length - end);
                end = length;
            }

            RandomAccess.SetLength(file, 0);
            RandomAccess.SetLength(file, end);
            Copy(kept, 0, file, 0, middle.From);
            Copy(kept, middle.From, file, middle.To, end - middle.To);
        }
        finally
        {
            File.Delete(keep);
        }
    }

    private static void Copy(SafeFileHandle from, long at, SafeFileHandle to, long place, long bytes)
    {
        var buffer = new byte[(int)Math.Min(Piece, bytes)];
        for (var done = 0L; done < bytes;)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - done)), at + done);
            if (read == 0) return;
            RandomAccess.Write(to, buffer.AsSpan(0, read), place + done);
            done += read;
        }
    }
}
