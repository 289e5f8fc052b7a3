using Microsoft.Extensions.Options;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>What became of an upload of code.</summary>
/// <param name="Id">Its name; empty when it was refused.</param>
/// <param name="Files">Files, folders and links.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Reason">One sentence when it was refused.</param>
public sealed record SnapshotResult(string Id, int Files, long Bytes, JobRefusal Refusal, string Reason)
{
    internal static SnapshotResult Refused(JobRefusal refusal, string reason) => new("", 0, 0, refusal, reason);
}

/// <summary>Code that was uploaded and waits for its job. What no job takes goes after an hour, and when a daemon starts.</summary>
public sealed class SnapshotStore(IOptions<JobOptions> options, JobInstruments instruments, TimeProvider time)
{
    private const int MostUploads = 4;
    private const string Prefix = ".upload-";
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private readonly JobOptions _options = options.Value;
    private int _uploads;

    /// <summary>Unpacks a tar archive as it comes.</summary>
    public async Task<SnapshotResult> TakeAsync(Stream archive, CancellationToken cancellationToken)
    {
        var result = await UnpackAsync(archive, cancellationToken).ConfigureAwait(false);
        if (result.Refusal != JobRefusal.None) instruments.Refused(result.Refusal);
        return result;
    }

    private async Task<SnapshotResult> UnpackAsync(Stream archive, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _uploads) > MostUploads)
        {
            Interlocked.Decrement(ref _uploads);
            return SnapshotResult.Refused(JobRefusal.Full, $"{MostUploads} snapshots are being uploaded already: try again soon.");
        }

        var id = Guid.NewGuid().ToString("n");
        var folder = new JobDirectory(PathOf(id));
        var isKept = false;
        try
        {
            DeleteOld();
            JobDirectory.MakeDirectory(folder.Root);
            var unpacking = new SnapshotUnpacking(folder.Root, _options.Limits);
            if (await unpacking.RunAsync(archive, cancellationToken).ConfigureAwait(false) is { } problem)
                return SnapshotResult.Refused(JobRefusal.Invalid, problem);
            await Task.Run(() => DiskSync.FileSystemOf(folder.Root), cancellationToken).ConfigureAwait(false);
            isKept = true;
            return new SnapshotResult(id, unpacking.Entries, unpacking.Bytes, JobRefusal.None, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SnapshotResult.Refused(JobRefusal.Unavailable, $"The snapshot could not be written to {_options.Directory}: {e.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _uploads);
            if (!isKept && Directory.Exists(folder.Root)) folder.Delete();
        }
    }

    /// <summary>One sentence where a program asks for code, or a folder of it, that is not there; null when all is.</summary>
    internal string? Problem(JobProgram? program) =>
        program is not { Snapshot: { Length: > 0 } id } ? null
        : !Guid.TryParseExact(id, "n", out _) || !Directory.Exists(PathOf(id))
            ? "The snapshot of this job is not there, or was taken by another: upload it again."
        : Directory.Exists(Path.Combine(PathOf(id), program.WorkingDirectory)) ? null
        : $"The snapshot holds no folder {program.WorkingDirectory}.";

    /// <summary>Gives the code to a job, for good.</summary>
    /// <exception cref="IOException">It is gone, or cannot be moved.</exception>
    internal void MoveTo(string id, string folder) => Directory.Move(PathOf(id), folder);

    /// <summary>Takes the code back from a job that was refused.</summary>
    internal void TakeBack(string id, string folder)
    {
        if (Directory.Exists(folder)) Directory.Move(folder, PathOf(id));
    }

    private string PathOf(string id) => Path.Combine(_options.Directory, Prefix + id);

    private void DeleteOld()
    {
        var limit = time.GetUtcNow() - Keep;
        foreach (var path in Directory.EnumerateDirectories(_options.Directory, Prefix + "*"))
        {
            if (Directory.GetLastWriteTimeUtc(path) < limit) new JobDirectory(path).Delete();
        }
    }
}
