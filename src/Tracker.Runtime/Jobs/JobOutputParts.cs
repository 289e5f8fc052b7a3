using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>What of an output file of a job is on the disk: its middle is freed as it grows, and reads as zeros.</summary>
public static class JobOutputParts
{
    /// <summary>Offset and length of each part in bytes, in order.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<(long Offset, long Length)> Of(string path)
    {
        var parts = new List<(long Offset, long Length)>();
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var freed = FreedMiddle.Of(path);
        var end = RandomAccess.GetLength(file);
        for (var at = 0L; at < end;)
        {
            var data = freed.Next(FileHoles.NextData(file, at));
            var hole = Math.Min(Math.Min(FileHoles.NextHole(file, data), freed.NextFreed(data)), end);
            if (hole <= data) break;
            parts.Add((data, hole - data));
            at = hole;
        }

        return parts;
    }
}
