using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracker.Daemon.Backup;

/// <summary>Reads a backup and trusts nothing in it before its last byte was compared.</summary>
internal static class BackupReader
{
    private const int MostOfAListing = 64 << 20;

    /// <summary>Reads all of it.</summary>
    /// <returns>What it says of itself, and its files.</returns>
    /// <exception cref="BackupException">It is damaged, cut short, none at all, or of a newer Tracker.</exception>
    public static (BackupHeader Header, BackupManifest Manifest) Verify(string file) => Read(file, static (_, entry) =>
        Convert.ToHexStringLower(SHA256.HashData(entry)));

    /// <summary>Writes its files below a folder, and compares all once more.</summary>
    /// <exception cref="BackupException">As above.</exception>
    public static void Extract(string file, string folder) => Read(file, (name, entry) =>
    {
        var (place, offset) = JobFiles.Place(name);
        var path = Path.Combine(folder, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var target = new FileStream(path, new FileStreamOptions
        {
            Mode = offset == 0 ? FileMode.CreateNew : FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        target.Position = offset;
        entry.CopyTo(target);
        target.Flush(flushToDisk: true);
        target.Position = offset;
        return Convert.ToHexStringLower(SHA256.HashData(target));
    });

    private static (BackupHeader Header, BackupManifest Manifest) Read(string file, Func<string, Stream, string> take)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            using var tar = new TarReader(stream);
            return Read(file, tar, take);
        }
        catch (FileNotFoundException)
        {
            throw new BackupException($"there is no backup {file}: look at its name.");
        }
        catch (Exception damage) when (damage is InvalidDataException or FormatException or JsonException or NotSupportedException or ArgumentException)
        {
            throw new BackupException($"{file} is damaged or is no backup of Tracker ({damage.Message.TrimEnd('.')}): take another one.", damage);
        }
        catch (EndOfStreamException damage)
        {
            throw CutShort(file, damage);
        }
    }

    private static (BackupHeader Header, BackupManifest Manifest) Read(string file, TarReader tar, Func<string, Stream, string> take)
    {
        BackupHeader? header = null;
        var files = new List<BackupFile>();
        while (tar.GetNextEntry() is { } entry)
        {
            var content = entry.DataStream ?? Stream.Null;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw Damaged(file, $"{Show(entry.Name)} is no plain file");
            if (header is null)
            {
                if (entry.Name != BackupHeader.Name) throw new BackupException($"{file} is no backup of Tracker: name one that 'tracker backup' made.");
                var bytes = Bytes(content);
                header = JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupHeader) ?? throw new JsonException("it is empty");
                if (header.Format > BackupHeader.KnownFormat)
                    throw new BackupException($"{file} was made by Tracker {header.Version}, which is newer: restore it with that one.");
                files.Add(new BackupFile(entry.Name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
                continue;
            }

            if (entry.Name == BackupManifest.Name) return (header, Close(file, tar, Bytes(content), files));
            if (!IsPlain(entry.Name)) throw Damaged(file, $"it holds a file of the name {Show(entry.Name)}");
            files.Add(new BackupFile(entry.Name, content.Length, take(entry.Name, content)));
        }

        throw header is null ? new BackupException($"{file} is no backup of Tracker: it is empty.") : CutShort(file, null);
    }

    private static BackupManifest Close(string file, TarReader tar, byte[] listing, List<BackupFile> files)
    {
        if (tar.GetNextEntry() is not { Name: BackupManifest.SumName, DataStream: { } sum }) throw CutShort(file, null);
        if (Encoding.ASCII.GetString(Bytes(sum)) != Convert.ToHexStringLower(SHA256.HashData(listing))) throw Damaged(file, "its list of files is not as it was written");
        if (tar.GetNextEntry() is not null) throw Damaged(file, "there is something behind its end");
        var manifest = JsonSerializer.Deserialize(listing, BackupJson.Default.BackupManifest) ?? throw new JsonException("it is empty");
        foreach (var (told, found) in manifest.Files.Zip(files))
        {
            if (told != found) throw Damaged(file, $"{Show(told.Path)} in it is not as it was written");
        }

        return manifest.Files.Count == files.Count ? manifest : throw Damaged(file, $"it holds {files.Count} files where its list has {manifest.Files.Count}");
    }

    /// <summary>The database, or a file of a job; never a path that leads out.</summary>
    private static bool IsPlain(string name)
    {
        if (name == BackupManifest.Database) return true;
        var parts = name.Split('/');
        return parts.Length >= 3 && parts[0] == "jobs" && !name.Contains('\0', StringComparison.Ordinal) && parts.All(static part => part is not ("" or "." or ".."));
    }

    private static byte[] Bytes(Stream content)
    {
        if (content.Length > MostOfAListing) throw new InvalidDataException("its list of files is too long");
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static BackupException CutShort(string file, Exception? cause) =>
        new($"{file} is cut short: its end is missing, so nothing of it is taken. Take another backup.", cause);

    private static BackupException Damaged(string file, string what) => new($"{file} is damaged: {what}. Take another backup.");

    private static string Show(string name) => $"'{new string([.. name.Take(100).Select(static letter => char.IsControl(letter) ? '?' : letter)])}'";
}

/// <summary>A backup that cannot be taken: one sentence.</summary>
internal sealed class BackupException(string sentence, Exception? cause = null) : Exception(sentence, cause);
