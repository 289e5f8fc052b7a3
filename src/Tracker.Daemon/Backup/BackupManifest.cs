using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Daemon.Backup;

/// <summary>The first file of a backup: what it is.</summary>
/// <param name="Format">Of the backup file itself; this Tracker writes 1.</param>
/// <param name="Version">The Tracker that made it.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Schema">Version of the database's schema.</param>
/// <param name="Runs">Runs in it.</param>
/// <param name="WithCheckpoints">It holds the checkpoints of jobs.</param>
internal sealed record BackupHeader(int Format, string Version, DateTimeOffset MadeAt, int Schema, long Runs, bool WithCheckpoints)
{
    public const int KnownFormat = 1;

    public const string Name = "backup.json";
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">Within the data directory.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
internal sealed record BackupFile(string Path, long Size, string Sha256);

/// <summary>The last file but one of a backup: all those before it. After it comes the SHA-256 of this one.</summary>
internal sealed record BackupManifest(IReadOnlyList<BackupFile> Files)
{
    public const string Name = "manifest.json";

    public const string SumName = "manifest.sha256";

    public static string Database => "tracker.db";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupHeader))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
