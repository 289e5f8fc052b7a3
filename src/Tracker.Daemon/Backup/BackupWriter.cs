using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracker.Daemon.Backup;

/// <summary>Writes a backup: a tar archive that closes with a list of its files and their SHA-256.</summary>
internal sealed class BackupWriter(Stream target) : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TarWriter _tar = new(target, TarEntryFormat.Pax, leaveOpen: true);
    private readonly List<BackupFile> _files = [];

    public int Files => _files.Count;

    public async Task AddHeaderAsync(BackupHeader header, CancellationToken cancellationToken) =>
        await AddAsync(BackupHeader.Name, JsonSerializer.SerializeToUtf8Bytes(header, BackupJson.Default.BackupHeader), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Adds a file, or a part of one; what is gone meanwhile is left out.</summary>
    public async Task AddFileAsync(JobFile part, CancellationToken cancellationToken)
    {
        Stream stream;
        try
        {
            stream = JobFiles.IsSpec(part.Name)
                ? WithoutEnvironment(part.File)
                : new FileStream(part.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        stream.Position = part.Offset;
        await AddAsync(part.Name, new MeasuredStream(stream, part.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The list and its sum; without them a backup is cut short.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        var manifest = new BackupManifest([.. _files]).ToBytes();
        await AddAsync(BackupManifest.Name, manifest, cancellationToken).ConfigureAwait(false);
        var sum = Convert.ToHexStringLower(SHA256.HashData(manifest));
        await AddAsync(BackupManifest.SumName, Encoding.ASCII.GetBytes(sum), cancellationToken).ConfigureAwait(false);
        await _tar.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _tar.DisposeAsync();

    private Task AddAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        AddAsync(name, new MeasuredStream(new MemoryStream(content)), cancellationToken);

    private async Task AddAsync(string name, MeasuredStream content, CancellationToken cancellationToken)
    {
        using var measured = content;
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = measured, Mode = OwnerOnly, ModificationTime = DateTimeOffset.UnixEpoch };
        await _tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        _files.Add(new BackupFile(name, measured.Length, measured.Sha256()));
    }

    /// <summary>What a job was given in its environment may be a key: the names stay, the values do not.</summary>
    private static MemoryStream WithoutEnvironment(string file)
    {
        var bytes = File.ReadAllBytes(file);
        try
        {
            if (JsonNode.Parse(bytes) is JsonObject spec)
            {
                Empty(spec);
                bytes = Encoding.UTF8.GetBytes(spec.ToJsonString());
            }
        }
        catch (JsonException)
        {
            // It is none that a daemon wrote; as it is.
        }

        return new MemoryStream(bytes);
    }

    private static void Empty(JsonObject part)
    {
        foreach (var (name, value) in part.ToList())
        {
            if (value is not JsonObject inner) continue;
            if (name != "environment") Empty(inner);
            else foreach (var variable in inner.Select(static pair => pair.Key).ToList()) inner[variable] = "";
        }
    }
}
