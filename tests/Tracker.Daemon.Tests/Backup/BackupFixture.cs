using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Tests.Ingest;

namespace Tracker.Daemon.Tests.Backup;

/// <summary>Backups over the wire, and data to put into them.</summary>
internal static class BackupFixture
{
    public static BackupService.BackupServiceClient Backups(this DaemonHost host) => new(host.OverSocket());

    /// <summary>A whole backup as a file.</summary>
    public static async Task<BackupSummary> BackUpAsync(this DaemonHost host, string file, bool withCheckpoints = false)
    {
        using var call = host.Backups().CreateBackup(
            new CreateBackupRequest { WithCheckpoints = withCheckpoints }, cancellationToken: TestContext.Current.CancellationToken);
        await using var target = File.Create(file);
        return await call.ResponseStream.ReceiveAsync(target);
    }

    public static async Task<BackupSummary> ReceiveAsync(this IAsyncStreamReader<CreateBackupResponse> parts, Stream target)
    {
        var summary = default(BackupSummary);
        while (await parts.MoveNext(TestContext.Current.CancellationToken))
        {
            await target.WriteAsync(parts.Current.Part.Memory, TestContext.Current.CancellationToken);
            summary = parts.Current.Summary ?? summary;
        }

        return summary!;
    }

    /// <summary>A run of one metric with rows of noise, all acknowledged.</summary>
    public static async Task<Trainer> ReportAsync(this DaemonHost host, string run, int frames, int rows = 500)
    {
        var trainer = await Trainer.GreetAsync(host.Open(), run, Guid.NewGuid().ToString("N"));
        await trainer.GreetedAsync();
        await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
        var noise = new Random(7);
        for (var i = 0; i < frames; i++)
            await trainer.SendAsync(Trainer.Rows((ulong)(2 + i), 1, i * rows, [.. Enumerable.Range(0, rows).Select(_ => noise.NextDouble())]));
        await trainer.AcknowledgedAsync((ulong)(1 + frames));
        return trainer;
    }

    /// <summary>A directory of a job that is over, as a daemon keeps it.</summary>
    public static string AddJob(this DaemonHost host)
    {
        var run = Trainer.NewId();
        var job = Directory.CreateDirectory(Path.Combine(host.DataDir, "jobs", run));
        File.WriteAllText(Path.Combine(job.FullName, "spec.json"), $$"""{"run":"{{run}}","name":"n","plugin":"p","pluginPath":"/p","program":{"environment":{"API_KEY":"hush-1"} } }""");
        File.WriteAllText(Path.Combine(job.FullName, "state.json"), """{"phase":"Exited","endReported":true,"runMade":true,"exitCode":0,"status":"Finished"}""");
        File.WriteAllText(Path.Combine(job.FullName, "stdout.log"), "hello\n");
        File.WriteAllText(Path.Combine(job.FullName, "token"), "hush-2");
        foreach (var folder in new[] { "spool", "spool-system", "checkpoints" })
        {
            job.CreateSubdirectory(folder);
            File.WriteAllText(Path.Combine(job.FullName, folder, "some"), folder);
        }

        File.CreateSymbolicLink(Path.Combine(job.FullName, "link"), Path.Combine(host.DataDir, "control.token"));
        return run;
    }
}
