using System.Diagnostics;
using System.Net.Sockets;
using Grpc.Core;
using Tracker.Contracts.V1;
using Tracker.Daemon.Backup;
using Tracker.Daemon.Tests.Ingest;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Backup;

/// <summary>A backup while the daemon works: of one moment, held up by nobody and holding nobody up, with no key in it.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "b.tracker");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CreateBackup_NobodyReadsItOn_NoAcknowledgementWaitsAndItIsOfItsMoment()
    {
        await using var host = await DaemonHost.StartAsync();
        var run = Trainer.NewId();
        using var trainer = await host.ReportAsync(run, frames: 300, rows: 1_000);
        using var call = host.Backups().CreateBackup(new CreateBackupRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var part = call.ResponseStream.Current.Part;
        Assert.True(call.ResponseStream.Current.ExpectedBytes > 2_000_000);

        // The copy is made and the stream stands still: everything that is reported now is acknowledged.
        for (var i = 0; i < 50; i++) await trainer.SendAsync(Trainer.Rows((ulong)(302 + i), 1, 300_000 + i, i));
        await trainer.AcknowledgedAsync(351);
        var again = await Assert.ThrowsAsync<RpcException>(() => host.BackUpAsync(Path.Combine(_folder.Path, "second")));
        Assert.Equal((StatusCode.FailedPrecondition, "another backup is being made: wait until it is done."), (again.StatusCode, again.Status.Detail));

        await using (var target = System.IO.File.Create(File))
        {
            await target.WriteAsync(part.Memory, TestContext.Current.CancellationToken);
            var summary = await call.ResponseStream.ReceiveAsync(target);
            Assert.Equal((1UL, (ulong)target.Length), (summary.Runs, summary.Bytes));
        }

        await host.StopAsync();
        await RestoredAsync(async restored =>
        {
            using var back = await Trainer.GreetAsync(restored.Open(), run, Guid.NewGuid().ToString("N"));
            await back.GreetedAsync();
            Assert.Equal(300_000, (await Exported.SamplesAsync(restored.Open(), run)).Count);
        });
    }

    [Fact]
    public async Task CreateBackup_JobDirectories_HoldLogsAndNoKey()
    {
        await using var host = await DaemonHost.StartAsync();
        var job = host.AddJob();
        const string Config = "{\"environment\":{\"COLOUR\":\"blue\"}}";
        var code = Directory.CreateDirectory(Path.Combine(host.DataDir, "jobs", job, "code")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(code, "spec.json"), Config, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(Path.Combine(code, "tokenizer.py"), "def words(text): ...", TestContext.Current.CancellationToken);

        await host.BackUpAsync(File);
        var (_, manifest) = BackupReader.Verify(File);
        var bytes = System.IO.File.ReadAllText(File, System.Text.Encoding.Latin1);

        Assert.Equal(
            new[]
            {
                "backup.json", "tracker.db", $"jobs/{job}/code/spec.json", $"jobs/{job}/code/tokenizer.py", $"jobs/{job}/spec.json", $"jobs/{job}/state.json", $"jobs/{job}/stdout.log",
            },
            manifest.Files.Select(file => file.Path));
        Assert.Contains("API_KEY", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Token, bytes, StringComparison.Ordinal);
        await host.BackUpAsync(File, withCheckpoints: true);
        Assert.Contains($"jobs/{job}/checkpoints/some", BackupReader.Verify(File).Manifest.Files.Select(file => file.Path));
        await RestoredAsync(restored =>
        {
            Assert.Equal("hello\n", System.IO.File.ReadAllText(Path.Combine(restored.DataDir, "jobs", job, "stdout.log")));
            Assert.Equal(Config, System.IO.File.ReadAllText(Path.Combine(restored.DataDir, "jobs", job, "code", "spec.json")));
            return Task.CompletedTask;
        });
    }

    /// <summary>The middle of a long output was freed: neither the backup nor what is restored from it holds it, and its readers are told.</summary>
    [Fact]
    public async Task CreateBackup_JobLeftAPipeAndASocket_IsMadeWithoutThem()
    {
        await using var host = await DaemonHost.StartAsync();
        var code = Directory.CreateDirectory(Path.Combine(host.DataDir, "jobs", host.AddJob(), "code")).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(code, "train.py"), "pass", TestContext.Current.CancellationToken);
        using (var pipe = Process.Start("mkfifo", Path.Combine(code, "queue"))) await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Its path is too long to be bound where it lies.
        var bound = Path.Combine(Path.GetTempPath(), $"t-{Guid.NewGuid():N}");
        socket.Bind(new UnixDomainSocketEndPoint(bound));
        System.IO.File.Move(bound, Path.Combine(code, "agent.sock"));

        await host.BackUpAsync(File).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var names = BackupReader.Verify(File).Manifest.Files.Select(static part => Path.GetFileName(part.Path)).ToList();
        Assert.Contains("train.py", names);
        Assert.DoesNotContain("queue", names);
        Assert.DoesNotContain("agent.sock", names);
    }

    [Fact]
    public async Task CreateBackup_OutputWithItsMiddleFreed_TakesAsLittleAndIsReadAsBefore()
    {
        const long Begin = 1L << 30;
        await using var host = await DaemonHost.StartAsync();
        var job = host.AddJob();
        await using (var output = System.IO.File.OpenWrite(Path.Combine(host.DataDir, "jobs", job, "stdout.log")))
        {
            output.Position = Begin;
            await output.WriteAsync("the end\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        await host.BackUpAsync(File);

        Assert.InRange(new FileInfo(File).Length, 1, 16 << 20);
        Assert.Contains($"jobs/{job}/stdout.log@{Begin}", BackupReader.Verify(File).Manifest.Files.Select(file => file.Path));
        await RestoredAsync(async restored =>
        {
            var jobs = new JobsService.JobsServiceClient(restored.OverSocket());
            using var call = jobs.ReadJobLogs(new ReadJobLogsRequest { Job = job, Stream = LogStream.Stdout }, cancellationToken: TestContext.Current.CancellationToken);
            var (text, leftOut) = ("", 0L);
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
                text += call.ResponseStream.Current.Data.ToStringUtf8().Replace("\0", "", StringComparison.Ordinal);
                leftOut += call.ResponseStream.Current.LeftOut;
            }

            Assert.Equal("hello\nthe end\n", text);
            // All but the rest of the block of the first line.
            Assert.InRange(leftOut, Begin - (1 << 20), Begin);
        });
    }

    [Fact]
    public async Task CreateBackup_CallerLeaves_TheCopyGoesAndTheNextOneIsMade()
    {
        await using var host = await DaemonHost.StartAsync();
        using var trainer = await host.ReportAsync(Trainer.NewId(), frames: 300, rows: 1_000);
        using (var call = host.Backups().CreateBackup(new CreateBackupRequest(), cancellationToken: TestContext.Current.CancellationToken))
        {
            await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
            Assert.True(Directory.Exists(Path.Combine(host.DataDir, "backup.tmp")));
        }

        await Eventually.HoldsAsync("the copy is gone", () => !Directory.Exists(Path.Combine(host.DataDir, "backup.tmp")));
        await Eventually.HoldsAsync("the next one is made", async () =>
        {
            try
            {
                return (await host.BackUpAsync(File)).Runs == 1;
            }
            catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
            {
                return false;
            }
        });
        Assert.Equal(1, BackupReader.Verify(File).Header.Runs);
    }

    [Fact]
    public async Task Start_DaemonDiedOverABackup_TheCopyIsRemoved()
    {
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        var left = Directory.CreateDirectory(Path.Combine(host.DataDir, "backup.tmp"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(left.FullName, "tracker.db"), "half", TestContext.Current.CancellationToken);

        await host.StartAgainAsync();

        Assert.False(Directory.Exists(left.FullName));
    }

    /// <summary>A trainer that was acknowledged beyond the backup is told what is known of it, and what it sends again is stored once.</summary>
    [Fact]
    public async Task Restore_TrainerWasAcknowledgedBeyondIt_IsToldWhatIsKnownAndNothingIsDoubled()
    {
        await using var host = await DaemonHost.StartAsync();
        var (run, producer) = (Trainer.NewId(), Guid.NewGuid().ToString("N"));
        using (var trainer = await Trainer.GreetAsync(host.Open(), run, producer))
        {
            await trainer.GreetedAsync();
            await trainer.SendAsync(Trainer.Set(1, 1, "train/loss"));
            for (var i = 0UL; i < 10; i++) await trainer.SendAsync(Trainer.Rows(2 + i, 1, (long)i, i));
            await trainer.AcknowledgedAsync(11);
            await host.BackUpAsync(File);
            for (var i = 10UL; i < 20; i++) await trainer.SendAsync(Trainer.Rows(2 + i, 1, (long)i, i));
            await trainer.AcknowledgedAsync(21);
        }

        await host.StopAsync();
        await RestoredAsync(async restored =>
        {
            using var trainer = await Trainer.GreetAsync(restored.Open(), run, producer);
            Assert.Equal(11UL, await trainer.GreetedAsync());
            for (var i = 5UL; i < 20; i++) await trainer.SendAsync(Trainer.Rows(2 + i, 1, (long)i, i));
            await trainer.AcknowledgedAsync(21);
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), (await Exported.SamplesAsync(restored.Open(), run)).Select(sample => sample.Step));
        });
    }

    private async Task RestoredAsync(Func<DaemonHost, Task> look)
    {
        await using var host = await DaemonHost.StartAsync();
        await host.StopAsync();
        Directory.Delete(host.DataDir, recursive: true);
        Assert.Equal(BackupReader.Verify(File).Header, Restore.Run(File, host.DataDir));
        Assert.Equal(["jobs", "tracker.db", "trackerd.lock"], Directory.EnumerateFileSystemEntries(host.DataDir).Select(Path.GetFileName).Append("jobs").Distinct().Order());
        await host.StartAgainAsync();
        await look(host);
    }
}
