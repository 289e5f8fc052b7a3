using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Tracker.Daemon.Backup;
using Tracker.Daemon.Hosting;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Backup;

/// <summary>A backup that is not as it was made is recognised, before anything is made of it; so is a place that is not empty.</summary>
public sealed class DamagedBackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "b.tracker");

    private string Empty => Path.Combine(_folder.Path, "empty");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_CutAnywhere_SaysThatItIsCutShort()
    {
        var whole = await MakeAsync();
        // Behind the list's sum there are only the zeros that close an archive.
        var end = whole.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var length = 0; length < end; length += length < end - 3_000 ? 3_511 : 13)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..length], TestContext.Current.CancellationToken);

            var refusal = Assert.Throws<BackupException>(() => BackupReader.Verify(File));

            Assert.StartsWith($"{File} is ", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
            if (length > 4_096) Assert.StartsWith($"{File} is cut short: its end is missing", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_AnyByteFlipped_IsRefusedOrAllFilesAreAsTheyWere()
    {
        var whole = await MakeAsync();
        await System.IO.File.WriteAllBytesAsync(File, whole, TestContext.Current.CancellationToken);
        var files = BackupReader.Verify(File).Manifest.Files;
        var end = whole.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        var database = whole.AsSpan().IndexOf("SQLite format 3"u8);
        var databaseEnd = database + files.Single(file => file.Path == "tracker.db").Size;
        for (var at = 0; at < end; at += at < 4_096 || at > end - 6_000 ? 11 : 1_009)
        {
            whole[at] ^= (byte)(1 << (at % 8));
            await System.IO.File.WriteAllBytesAsync(File, whole, TestContext.Current.CancellationToken);
            try
            {
                Assert.Equal(files, BackupReader.Verify(File).Manifest.Files);

                // Between the files there are gaps that hold nothing.
                Assert.False(at >= database && at < databaseEnd, $"byte {at}");
            }
            catch (BackupException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }

            whole[at] ^= (byte)(1 << (at % 8));
        }
    }

    [Fact]
    public async Task Restore_Damaged_MakesNothing()
    {
        var whole = await MakeAsync();
        await System.IO.File.WriteAllBytesAsync(File, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        var refusal = Assert.Throws<StartupException>(() => Restore.Run(File, Empty));

        Assert.Equal((1, $"{File} is cut short: its end is missing, so nothing of it is taken. Take another backup."), (refusal.ExitCode, refusal.Message));
        Assert.False(Directory.Exists(Empty));
    }

    [Fact]
    public async Task Restore_WhereDataIs_IsRefusedAndLeavesIt()
    {
        await using var host = await DaemonHost.StartAsync();
        await host.BackUpAsync(File);
        var inUse = Assert.Throws<StartupException>(() => Restore.Run(File, host.DataDir));
        await host.StopAsync();
        var before = System.IO.File.ReadAllBytes(Path.Combine(host.DataDir, "tracker.db"));
        var there = Assert.Throws<StartupException>(() => Restore.Run(File, host.DataDir));

        Assert.Equal($"{Path.Combine(host.DataDir, "tracker.db")} is there: restore into another --data-dir, or move it away first.", there.Message);
        Assert.Equal(there.Message, inUse.Message);
        Assert.Equal(before, System.IO.File.ReadAllBytes(Path.Combine(host.DataDir, "tracker.db")));
    }

    [Fact]
    public async Task Restore_DirectoryOfADaemonThatJustStarts_IsRefused()
    {
        await System.IO.File.WriteAllBytesAsync(File, await MakeAsync(), TestContext.Current.CancellationToken);
        using var held = DataDirectory.Open(Empty);

        var refusal = Assert.Throws<StartupException>(() => Restore.Run(File, Empty));

        Assert.StartsWith("another daemon (that is just starting) uses the data directory", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>It died after the jobs were in place and before the database was.</summary>
    [Fact]
    public async Task Restore_CutShortAndBegunAgain_IsWhole()
    {
        await System.IO.File.WriteAllBytesAsync(File, await MakeAsync(), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Empty, "restore.tmp", "jobs"), (UnixFileMode)0b111_000_000);
        System.IO.File.SetUnixFileMode(Empty, (UnixFileMode)0b111_000_000);
        Directory.CreateDirectory(Path.Combine(Empty, "jobs", "0123"));

        var refusal = Assert.Throws<StartupException>(() => Program.Build(DaemonHost.Settings(Empty)));
        Restore.Run(File, Empty);

        Assert.Equal(
            $"a restore into {Empty} was cut short: run it again, or delete {Path.Combine(Empty, "restore.tmp")} to begin with nothing.", refusal.Message);
        Assert.False(Directory.Exists(Path.Combine(Empty, "restore.tmp")));
        Assert.False(Directory.Exists(Path.Combine(Empty, "jobs", "0123")));
        Assert.True(System.IO.File.Exists(Path.Combine(Empty, "tracker.db")));
    }

    [Theory]
    [InlineData("../tracker.db")]
    [InlineData("/etc/passwd")]
    [InlineData("jobs/../../x")]
    [InlineData("jobs/a/./b")]
    [InlineData("jobs//b")]
    [InlineData("jobs/a")]
    [InlineData("control.token")]
    [InlineData("tracker.db-wal")]
    public void Verify_NameThatLeadsElsewhere_IsRefused(string name)
    {
        Write((name, "x"u8.ToArray()));

        var refusal = Assert.Throws<BackupException>(() => BackupReader.Verify(File));

        Assert.Equal($"{File} is damaged: it holds a file of the name '{name}'. Take another backup.", refusal.Message);
    }

    [Fact]
    public void Verify_LinkInIt_IsRefused()
    {
        using (var tar = new TarWriter(System.IO.File.Create(File)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "tracker.db") { LinkName = "/etc/passwd" });
        }

        Assert.Contains("'tracker.db' is no plain file", Assert.Throws<BackupException>(() => BackupReader.Verify(File)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("these are my notes and no backup at all")]
    [InlineData("")]
    public void Verify_SomethingElse_SaysSo(string text)
    {
        System.IO.File.WriteAllText(File, text);

        Assert.StartsWith(File, Assert.Throws<BackupException>(() => BackupReader.Verify(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_OfANewerTracker_SaysWhichOne()
    {
        Write(format: 2);

        Assert.Equal(
            $"{File} was made by Tracker 9.0, which is newer: restore it with that one.", Assert.Throws<BackupException>(() => BackupReader.Verify(File)).Message);
    }

    [Fact]
    public void Restore_DatabaseInItIsNone_PutsNothingInPlace()
    {
        Write(("tracker.db", [.. Enumerable.Repeat((byte)0x5A, 9_000)]));

        var refusal = Assert.Throws<StartupException>(() => Restore.Run(File, Empty));

        Assert.Contains("is not a database of Tracker", refusal.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(Empty, "tracker.db")));
    }

    private static async Task<byte[]> MakeAsync()
    {
        await using var host = await DaemonHost.StartAsync();
        host.AddJob();
        using var trainer = await host.ReportAsync(Ingest.Trainer.NewId(), frames: 2);
        var file = Path.Combine(host.Root, "made");
        await host.BackUpAsync(file);
        return await System.IO.File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }

    private void Write(params (string Name, byte[] Content)[] files) => Write(1, files);

    private void Write(int format, params (string Name, byte[] Content)[] files)
    {
        using var stream = System.IO.File.Create(File);
        using var tar = new TarWriter(stream, TarEntryFormat.Pax);
        var listed = new List<string>();
        Add(BackupHeader.Name, Encoding.UTF8.GetBytes($$"""{"format":{{format}},"version":"9.0","madeAt":"2026-01-01T00:00:00Z","schema":1,"runs":0,"withCheckpoints":false}"""));
        foreach (var (name, content) in files) Add(name, content);
        var manifest = Encoding.UTF8.GetBytes($$"""{"files":[{{string.Join(',', listed)}}]}""");
        Add(BackupManifest.Name, manifest);
        Add(BackupManifest.SumName, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(manifest))));

        void Add(string name, byte[] content)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            listed.Add($$"""{"path":"{{name}}","size":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(content))}}"}""");
        }
    }
}
