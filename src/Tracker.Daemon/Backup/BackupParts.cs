namespace Tracker.Daemon.Backup;

/// <summary>Backups of a daemon that runs.</summary>
internal static class BackupParts
{
    public static void AddBackup(this WebApplicationBuilder builder) => builder.Services.AddSingleton<BackupMaker>();
}
