using System.Text.Json;
using Tracker.Daemon.Hosting;

namespace Tracker.Daemon.Backup;

/// <summary><c>trackerd --restore FILE</c> and <c>trackerd --verify-backup FILE</c>: work that needs no daemon, and ends.</summary>
internal static class BackupModes
{
    private const string RestoreFlag = "--restore";
    private const string VerifyFlag = "--verify-backup";

    /// <summary>Does what the arguments ask for; null where they ask for a daemon.</summary>
    /// <exception cref="StartupException">It cannot be done, or was asked for wrongly.</exception>
    public static string? Run(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0] is not (RestoreFlag or VerifyFlag)) return null;
        var rest = args.Where(static arg => arg != Announcement.Flag).ToList();
        if (rest.Count < 2 || rest[1].StartsWith("--", StringComparison.Ordinal)) throw StartupException.UsedWrongly($"{rest[0]} needs the name of a backup.");
        var file = Path.GetFullPath(rest[1]);
        var json = args.Contains(Announcement.Flag);
        if (rest[0] == VerifyFlag)
        {
            if (rest.Count > 2) throw StartupException.UsedWrongly($"{VerifyFlag} takes one backup and nothing else.");
            return Say(json, Verify(file), file, null);
        }

        var settings = CommandLine.Parse([.. rest.Skip(2)]);
        if (settings.Keys.Any(static key => !key.EndsWith($":{nameof(DaemonOptions.DataDir)}", StringComparison.OrdinalIgnoreCase)))
            throw StartupException.UsedWrongly($"{RestoreFlag} takes --data-dir and nothing else.");
        var dataDir = DaemonConfiguration.ReadDataDir(settings);
        return Say(json, Restore.Run(file, dataDir), file, dataDir);
    }

    private static BackupHeader Verify(string file)
    {
        try
        {
            return BackupReader.Verify(file).Header;
        }
        catch (Exception fault) when (fault is BackupException or IOException or UnauthorizedAccessException)
        {
            throw StartupException.Failed(fault.Message, fault);
        }
    }

    private static string Say(bool json, BackupHeader header, string file, string? dataDir)
    {
        if (json)
        {
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text))
            {
                writer.WriteStartObject();
                writer.WriteString("backup", file);
                if (dataDir is not null) writer.WriteString("dataDirectory", dataDir);
                writer.WriteString("madeAt", header.MadeAt);
                writer.WriteString("version", header.Version);
                writer.WriteNumber("runs", header.Runs);
                writer.WriteEndObject();
            }

            return System.Text.Encoding.UTF8.GetString(text.ToArray());
        }

        var what = $"{header.Runs} run{(header.Runs == 1 ? "" : "s")} as of {header.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by Tracker {header.Version}";
        return dataDir is null
            ? $"{file} is whole: {what}."
            : $"restored {what}, into {dataDir}. Start the daemon there: tracker serve --data-dir {dataDir}";
    }
}
