using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Access;
using Tracker.Daemon.Backup;

namespace Tracker.Daemon.Api;

/// <summary>A backup to whoever may control. The file is made at the caller's end: no path of theirs comes here.</summary>
[Needs(Scopes.Control)]
internal sealed class BackupApi(BackupMaker backups) : BackupService.BackupServiceBase
{
    public override async Task CreateBackup(
        CreateBackupRequest request, IServerStreamWriter<CreateBackupResponse> responseStream, ServerCallContext context)
    {
        var parts = new BackupParcels(responseStream, backups.ExpectedBytes);
        await using var ends = parts.ConfigureAwait(false);
        var done = (await backups.WriteAsync(parts, request.WithCheckpoints, context.CancellationToken).ConfigureAwait(false)).OrThrow();
        await parts.CloseAsync(done, context.CancellationToken).ConfigureAwait(false);
    }
}
