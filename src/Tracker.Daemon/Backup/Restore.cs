using Tracker.Daemon.Hosting;
using Tracker.Runtime.Jobs;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon.Backup;

/// <summary>
/// Puts a backup where nothing is. All is verified before anything is made; the database comes last and by a rename, so that a restore
/// that was cut short leaves no database, and is begun again.
/// </summary>
internal static class Restore
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <exception cref="StartupException">It cannot be restored; the sentence says why, and nothing was put in place.</exception>
    public static BackupHeader Run(string file, string dataDir)
    {
        try
        {
            RefuseWhereDataIs(dataDir);
            var (header, manifest) = BackupReader.Verify(file);
            using var directory = DataDirectory.Open(dataDir);
            RefuseWhereDataIs(dataDir);
            CheckRoom(dataDir, manifest.Files.Sum(static part => part.Size));
            Place(file, directory, header.MadeAt);
            return header;
        }
        catch (Exception fault) when (fault is BackupException or StoreException)
        {
            throw StartupException.Failed(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StartupException.Failed(
                $"{file} could not be restored into {dataDir} ({fault.Message.TrimEnd('.')}): nothing was put in place; begin again when the cause is gone.", fault);
        }
    }

    private static void Place(string file, DataDirectory directory, DateTimeOffset madeAt)
    {
        var folder = directory.RestoreFolder;
        var isBegunAgain = Directory.Exists(folder);
        if (isBegunAgain) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder, Private);
        BackupReader.Extract(file, folder);
        var database = Path.Combine(folder, BackupManifest.Database);
        StoreBackup.Check(database);
        var jobs = Path.Combine(folder, "jobs");
        if (Directory.Exists(jobs))
        {
            var place = Path.Combine(directory.Root, "jobs");
            if (Directory.Exists(place)) Directory.Delete(place, recursive: isBegunAgain);
            RestoredJobs.Mark(jobs, madeAt);
            Directory.Move(jobs, place);
        }

        // From here on there is a database, and the restore is done.
        File.Move(database, Path.Combine(directory.Root, BackupManifest.Database));
        Directory.Delete(folder, recursive: true);
    }

    private static void RefuseWhereDataIs(string dataDir)
    {
        foreach (var name in new[] { BackupManifest.Database, BackupManifest.Database + "-wal" })
        {
            if (File.Exists(Path.Combine(dataDir, name)))
                throw StartupException.Failed($"{Path.Combine(dataDir, name)} is there: restore into another --data-dir, or move it away first.");
        }

        var jobs = Path.Combine(dataDir, "jobs");
        if (Directory.Exists(jobs) && Directory.EnumerateFileSystemEntries(jobs).Any() && !Directory.Exists(Path.Combine(dataDir, DataDirectory.RestoreName)))
            throw StartupException.Failed($"{jobs} holds jobs: restore into another --data-dir, or move it away first.");
    }

    private static void CheckRoom(string dataDir, long needed)
    {
        var free = new DriveInfo(dataDir).AvailableFreeSpace;
        if (free < needed)
            throw StartupException.Failed($"the disk of {dataDir} has {free >> 20} MiB free and the backup needs {(needed >> 20) + 1} MiB: make room, or restore to another disk.");
    }
}
