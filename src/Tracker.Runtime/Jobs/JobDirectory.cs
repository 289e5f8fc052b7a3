using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>All that is kept of a job outside the journal: one directory that only the daemon's user can enter.</summary>
/// <param name="path">Full path.</param>
internal sealed class JobDirectory(string path)
{
    private const int MostReasonBytes = 2_048;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Root { get; } = path;

    public string SpecFile => Path.Combine(Root, "spec.json");

    public string StateFile => Path.Combine(Root, "state.json");

    public string StandardOutput => Path.Combine(Root, "stdout.log");

    public string StandardError => Path.Combine(Root, "stderr.log");

    /// <summary>How the job came about, as submitted.</summary>
    public string RecordFile => Path.Combine(Root, "record.json");

    /// <summary>What the job host found when it started the job.</summary>
    public string StartedFile => Path.Combine(Root, "started.json");

    /// <summary>What differed from the source's commit.</summary>
    public string DiffFile => Path.Combine(Root, "source.diff");

    /// <summary>The code as it stood at submit, where a snapshot was asked for.</summary>
    public string CodeFolder => Path.Combine(Root, "code");

    /// <summary>Nothing of the job is left to do, since when this file was written.</summary>
    public string OverFile => Path.Combine(Root, "over");

    /// <summary>The job was brought here by a backup, when this file was written.</summary>
    public string RestoredFile => Path.Combine(Root, "restored");

    public string ExitFile => Path.Combine(Root, "exit");

    /// <summary>The job's token, where its environment says; there while the job has a process.</summary>
    public string TokenFile => Path.Combine(Root, "token");

    /// <summary>The job left messages in its spool. One that ended well and was acknowledged leaves no spool.</summary>
    public bool HasRest()
    {
        try
        {
            return new DirectoryInfo(Path.Combine(Root, "spool")).EnumerateFiles("*.seg", SearchOption.AllDirectories).Any(file => file.Length > 0);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Makes the directory with mode 0700 and writes what is to be executed.</summary>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    public void Create(JobSpec spec, JobRecord record, ReadOnlyMemory<byte> diff)
    {
        MakeDirectory(Root);
        MakeDirectory(Path.Combine(Root, "spool"));
        MakeDirectory(Path.Combine(Root, "checkpoints"));
        WriteAtomically(RecordFile, record, JobJson.Default.JobRecord);
        if (diff.Length > 0) WritePlainly(DiffFile, diff);
        WriteAtomically(SpecFile, spec, JobJson.Default.JobSpec);
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteState(JobState state) => WriteAtomically(StateFile, state, JobJson.Default.JobState);

    /// <exception cref="IOException">It cannot be written.</exception>
    public void MarkOver() => WritePlainly(OverFile, default);

    /// <exception cref="IOException">It cannot be written.</exception>
    public void MarkRestored() => WritePlainly(RestoredFile, default);

    /// <summary>Null when a file is missing or is none that a daemon wrote.</summary>
    public (JobSpec Spec, JobState State)? Read()
    {
        try
        {
            var spec = JsonSerializer.Deserialize(File.ReadAllBytes(SpecFile), JobJson.Default.JobSpec);
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(StateFile), JobJson.Default.JobState);
            return spec is null || state is null ? null : (spec, state);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteToken(string token) => WriteAtomically(TokenFile, stream => stream.Write(Encoding.ASCII.GetBytes(token + "\n")));

    /// <summary>Null when there is none, or none that is the daemon's own.</summary>
    public string? ReadToken()
    {
        try
        {
            return File.ReadAllText(TokenFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file that stays opens nothing: its token is known to nobody.</summary>
    public void DeleteToken()
    {
        try
        {
            File.Delete(TokenFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Null when the shim did not live to write it.</summary>
    public int? ReadExitCode()
    {
        try
        {
            var text = File.ReadAllText(ExitFile).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the job host itself says of the end; empty where it leaves that to the exit code.</summary>
    public string ReadReason()
    {
        try
        {
            using var file = new FileStream(Path.Combine(Root, "reason"), FileMode.Open, FileAccess.Read);
            var buffer = new byte[MostReasonBytes];
            return Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The last bytes of what the job wrote to stderr, as text; at most so many.</summary>
    public string ReadErrorTail(int bytes)
    {
        try
        {
            using var file = new FileStream(StandardError, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = (int)Math.Min(bytes, file.Length);
            file.Seek(-length, SeekOrigin.End);
            var buffer = new byte[length];
            return Encoding.UTF8.GetString(buffer, 0, file.ReadAtLeast(buffer, length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>All that was written here, and the directory itself, is found after a power cut.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Flush()
    {
        DiskSync.Folder(Root);
        DiskSync.Folder(Path.GetDirectoryName(Root)!);
    }

    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Delete()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Programs leave folders that even their owner may not write to, as caches of packages.
            Guarded(() =>
            {
                Open(new DirectoryInfo(Root));
                Directory.Delete(Root, recursive: true);
            });
        }
    }

    private static void Open(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null) return;
        folder.UnixFileMode |= OwnerOnly | UnixFileMode.UserExecute;
        foreach (var inner in folder.EnumerateDirectories()) Open(inner);
    }

    internal static void MakeDirectory(string directory) =>
        Guarded(() => Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute));

    // Whether the disk is full or somebody changed the rights: for the supervisor it is the same, so it is told the same.
    private static void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static void WritePlainly(string file, ReadOnlyMemory<byte> bytes) => Guarded(() =>
    {
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        stream.Write(bytes.Span);
        stream.Flush(flushToDisk: true);
    });

    // Renamed over the old one after a sync, so that a crash leaves either the old or the new and never half of one.
    private static void WriteAtomically<T>(string file, T value, JsonTypeInfo<T> type) =>
        WriteAtomically(file, stream => JsonSerializer.Serialize(stream, value, type));

    private static void WriteAtomically(string file, Action<Stream> write) => Guarded(() =>
    {
        var temporary = file + ".tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using (var stream = new FileStream(temporary, options))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    });
}
