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
        await AddAsync(BackupHeader.Name, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(header, BackupJson.Default.BackupHeader)), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Adds a file; one that is gone meanwhile is left out.</summary>
    public async Task AddFileAsync(string file, string name, CancellationToken cancellationToken)
    {
        Stream stream;
        try
        {
            stream = Path.GetFileName(name) == "spec.json"
                ? WithoutEnvironment(file)
                : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        await AddAsync(name, stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The list and its sum; without them a backup is cut short.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        var manifest = new BackupManifest([.. _files]).ToBytes();
        await AddAsync(BackupManifest.Name, new MemoryStream(manifest), cancellationToken).ConfigureAwait(false);
        var sum = Convert.ToHexStringLower(SHA256.HashData(manifest));
        await AddAsync(BackupManifest.SumName, new MemoryStream(Encoding.ASCII.GetBytes(sum)), cancellationToken).ConfigureAwait(false);
        await _tar.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _tar.DisposeAsync();

    private async Task AddAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var measured = new MeasuredStream(content);
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
