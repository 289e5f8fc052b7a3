using System.Formats.Tar;

namespace Tracker.Runtime.Jobs;

/// <summary>
/// Unpacks the archive of a snapshot below a folder, as it comes. Links are made last, when nothing is written any more, so that none
/// can lead a file elsewhere; devices, pipes and hard links are refused.
/// </summary>
internal sealed class SnapshotUnpacking(string root, JobLimits limits)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostTargetBytes = 4_095;

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    /// <returns>Null when all is unpacked; else one sentence.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task<string?> RunAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            var headers = new ArchiveHeaders(archive);
            await using var ends = headers.ConfigureAwait(false);
            var reader = new TarReader(headers, leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                headers.Begin();
                while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    headers.End();
                    if (await TakeAsync(entry, cancellationToken).ConfigureAwait(false) is { } problem) return problem;
                    headers.Begin();
                }
            }

            return MakeLinks();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException)
        {
            return $"The snapshot is no whole tar archive: {e.Message}";
        }
    }

    private async Task<string?> TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) return null;
        if (++Entries > limits.SnapshotFiles)
            return $"The snapshot holds more than {limits.SnapshotFiles} files: have git ignore what is no code, or raise Jobs:SnapshotFiles.";
        var name = entry.EntryType == TarEntryType.Directory ? entry.Name.TrimEnd('/') : entry.Name;
        if (SnapshotNames.Problem(name) is { } problem) return problem;
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                return MakeFolder(name);
            case TarEntryType.SymbolicLink:
                if (System.Text.Encoding.UTF8.GetByteCount(entry.LinkName) is 0 or > MostTargetBytes || entry.LinkName.Contains('\0', StringComparison.Ordinal))
                    return $"The link {name} of the snapshot leads nowhere.";
                return MakeFolder(Parent(name)) ?? (_links.TryAdd(name, entry.LinkName) ? null : Twice(name));
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                return MakeFolder(Parent(name)) ?? await WriteAsync(name, entry, cancellationToken).ConfigureAwait(false);
            default:
                return $"{name} of the snapshot is a {entry.EntryType}: only files, folders and symbolic links are taken.";
        }
    }

    /// <summary>Makes a folder and those above it. Nothing but what this made is entered.</summary>
    private string? MakeFolder(string name)
    {
        if (name.Length == 0 || _folders.Contains(name)) return null;
        if (MakeFolder(Parent(name)) is { } problem) return problem;
        var path = Path.Combine(root, name);
        if (_links.ContainsKey(name) || File.Exists(path)) return $"{name} of the snapshot is a folder and something else: name it once.";
        JobDirectory.MakeDirectory(path);
        _folders.Add(name);
        return null;
    }

    private async Task<string?> WriteAsync(string name, TarEntry entry, CancellationToken cancellationToken)
    {
        Bytes += entry.Length;
        if (Bytes > limits.SnapshotBytes)
            return $"The snapshot holds more than {limits.SnapshotBytes} bytes: have git ignore what is no code, as data and checkpoints, or raise Jobs:SnapshotBytes.";
        var path = Path.Combine(root, name);
        if (_links.ContainsKey(name) || _folders.Contains(name) || File.Exists(path)) return Twice(name);
        var mode = (entry.Mode & UnixFileMode.UserExecute) != 0 ? Plain | UnixFileMode.UserExecute : Plain;
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        await using (file.ConfigureAwait(false))
        {
            if (entry.DataStream is { } data) await data.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private string? MakeLinks()
    {
        foreach (var (name, target) in _links)
        {
            var path = Path.Combine(root, name);
            if (_folders.Contains(name) || File.Exists(path)) return Twice(name);
            File.CreateSymbolicLink(path, target);
        }

        return null;
    }

    private static string Twice(string name) => $"{name} comes twice in the snapshot: name it once.";

    private static string Parent(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";
}
