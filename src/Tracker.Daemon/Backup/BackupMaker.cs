using Tracker.Daemon.Hosting;
using Tracker.Daemon.Wire;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Journal;
using Tracker.Storage.Sqlite;

namespace Tracker.Daemon.Backup;

/// <summary>What a finished backup holds.</summary>
internal sealed record BackupDone(long Runs, int Files);

/// <summary>Makes backups while the daemon goes on: a copy of the database in the data directory first, then one stream of everything.</summary>
internal sealed partial class BackupMaker(
    StoreBackup store, DataDirectory directory, JournalInstruments instruments, TimeProvider time, ILogger<BackupMaker> logger) : IDisposable
{
    /// <summary>Room that stays for what goes on meanwhile.</summary>
    private const long Spare = 64L << 20;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Bytes of a backup, about.</summary>
    public long ExpectedBytes => store.Bytes;

    /// <summary>Writes one.</summary>
    /// <returns>What is in it, or why there is none; then what was written is to be thrown away.</returns>
    public async Task<Outcome<BackupDone>> WriteAsync(Stream target, bool withCheckpoints, CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
            return Refusal.Conflict("another backup is being made: wait until it is done.");
        var isDone = false;
        try
        {
            if (NoRoom() is { } refusal) return refusal;
            directory.RemoveLeftBackup();
            var done = await WriteAllAsync(target, withCheckpoints, cancellationToken).ConfigureAwait(false);
            LogDone(done.Runs, done.Files);
            isDone = true;
            return done;
        }
        catch (Exception trouble) when (trouble is StoreException or IOException or UnauthorizedAccessException)
        {
            LogFailed(trouble.Message);
            return Refusal.Unavailable($"the backup could not be made: {trouble.Message}");
        }
        finally
        {
            directory.RemoveLeftBackup();
            instruments.BackedUp(isDone);
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private Refusal? NoRoom()
    {
        var needed = store.Bytes + Spare;
        var free = new DriveInfo(directory.Root).AvailableFreeSpace;
        return free >= needed
            ? null
            : Refusal.Unavailable($"the disk of {directory.Root} has {free >> 20} MiB free and a backup needs {needed >> 20} MiB there for a while: make room and ask again.");
    }

    private async Task<BackupDone> WriteAllAsync(Stream target, bool withCheckpoints, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(directory.MakeBackupFolder(), BackupManifest.Database);
        var contents = await store.CopyAsync(copy, cancellationToken).ConfigureAwait(false);
        var writer = new BackupWriter(target);
        await using var ends = writer.ConfigureAwait(false);
        await writer.AddHeaderAsync(
            new BackupHeader(BackupHeader.KnownFormat, DaemonVersion.Text, time.GetUtcNow(), contents.Schema, contents.Runs, withCheckpoints), cancellationToken)
            .ConfigureAwait(false);
        await writer.AddFileAsync(new JobFile(copy, BackupManifest.Database), cancellationToken).ConfigureAwait(false);
        foreach (var file in JobFiles.Of(directory.Root, withCheckpoints)) await writer.AddFileAsync(file, cancellationToken).ConfigureAwait(false);
        var files = writer.Files;
        await writer.CloseAsync(cancellationToken).ConfigureAwait(false);
        return new BackupDone(contents.Runs, files);
    }
}
