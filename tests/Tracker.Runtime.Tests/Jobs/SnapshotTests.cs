using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Jobs;

/// <summary>Archives of code from callers: whatever a name says, nothing is written but below the folder that the daemon chose.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Refused =>
    [
        "", "/", "//", "/etc/passwd", "//etc/passwd", "/.", "/..", ".", "..", "./", "../", "./a", "../a", "a/.", "a/..", "a/../b", "a/../../b",
        "../../../../etc/passwd", "a//b", "a/", "//a", "a/./b", "a/b/../../../c", ".../../a", "..\\a", "a\\..\\b", "C:\\a", "\\\\host\\share", "\\", "a\\",
        "\0", "a\0b", "../\0", "a\0/../b", "\n", "a\nb", "a\rb", "a\tb", "\u001b[2J", "\u007f", "a\u0085b", "\uFFFD", "a\uFFFDb", "\uD800", "a/\uDC00b",
        new string('x', 256), "a/" + new string('x', 256), new string('ü', 128), string.Concat(Enumerable.Repeat("abcdefg/", 512)) + "x",
    ];

    public static TheoryData<string> Taken =>
    [
        "a", "a/b", ".gitignore", "..a", "a..", "...", "a/.../b", "%2e%2e/a", "%252e%252e%252f", "..%2fa", "C:", "C:/a", "CON", "NUL", "aux.c", "~", "~root/a",
        "-rf", "--", "a b", " ", "$(id)", "`id`", "*", "?", "a;b", "ü", "日本語/文.py", "😀", "\u202egnp.exe", "．．/a", "dev/null", "proc/self/mem", new string('x', 255),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Name_LeadsElsewhereOrIsNone_IsRefusedInOneSentence(string name)
    {
        var problem = SnapshotNames.Problem(name);
        Assert.NotNull(problem);
        Assert.DoesNotContain(problem, char.IsControl);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Name_IsPlain_IsUsedAsItIs(string name)
    {
        Assert.Null(SnapshotNames.Problem(name));
        Assert.Null(await UnpackAsync(File(name, "text")));
        Assert.Equal("text", await System.IO.File.ReadAllTextAsync(Path.Combine(_folder.Path, "in", name), TestContext.Current.CancellationToken));
        AssertNothingOutside();
    }

    public static TheoryData<string, string> WrongArchives => new()
    {
        { "hard link", "is a HardLink: only files, folders and symbolic links are taken" },
        { "pipe", "is a Fifo" },
        { "device", "is a CharacterDevice" },
        { "disk", "is a BlockDevice" },
        { "up", "holds an empty part, '.' or '..'" },
        { "absolute", "is absolute" },
        { "twice", "a comes twice" },
        { "behind a link", "a of the snapshot is a folder and something else" },
        { "link over a folder", "a comes twice" },
        { "behind a file", "a of the snapshot is a folder and something else" },
        { "many", "holds more than 50 files" },
        { "large", "holds more than 1048576 bytes" },
        { "long header", "has a header of more than 1048576 bytes" },
        { "cut", "is no whole tar archive" },
        { "garbage", "is no whole tar archive" },
    };

    [Theory]
    [MemberData(nameof(WrongArchives))]
    public async Task Archive_IsWrong_IsRefusedAndNothingIsWrittenElsewhere(string what, string sentence)
    {
        var outside = Path.Combine(_folder.Path, "outside");
        TarEntry[] entries = what switch
        {
            "hard link" => [new PaxTarEntry(TarEntryType.HardLink, "a") { LinkName = "/etc/passwd" }],
            "pipe" => [new PaxTarEntry(TarEntryType.Fifo, "a")],
            "device" => [new PaxTarEntry(TarEntryType.CharacterDevice, "a") { DeviceMajor = 1, DeviceMinor = 5 }],
            "disk" => [new PaxTarEntry(TarEntryType.BlockDevice, "a")],
            "up" => [File("../outside", "x")],
            "absolute" => [File(outside, "x")],
            "twice" => [File("a", "x"), File("a", "y")],
            "behind a link" => [new PaxTarEntry(TarEntryType.SymbolicLink, "a") { LinkName = ".." }, File("a/outside", "x")],
            "link over a folder" => [File("a/b", "x"), new PaxTarEntry(TarEntryType.SymbolicLink, "a") { LinkName = ".." }],
            "behind a file" => [File("a", "x"), File("a/b", "y")],
            "many" => [.. Enumerable.Range(0, 60).Select(i => File($"f{i}", ""))],
            "large" => [File("a", new string('x', 600_000)), File("b", new string('x', 600_000))],
            "long header" => [new PaxTarEntry(TarEntryType.RegularFile, "a", new Dictionary<string, string> { ["comment"] = new('x', 2_000_000) })],
            _ => [File("a", new string('x', 100_000))],
        };
        var archive = Archive(entries);
        if (what == "cut") archive = archive[..50_000];
        if (what == "garbage") archive = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 37))];
        var problem = await UnpackAsync(archive);
        Assert.NotNull(problem);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        AssertNothingOutside();
    }

    [Fact]
    public async Task Archive_HoldsLinks_TheyAreKeptAsLinksAndNothingIsReadThroughThem()
    {
        Assert.Null(await UnpackAsync(
            new PaxTarEntry(TarEntryType.SymbolicLink, "data") { LinkName = "/etc" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "inner/up") { LinkName = "../../.." },
            new PaxTarEntry(TarEntryType.RegularFile, "run.sh") { Mode = (UnixFileMode)0xfff, DataStream = new MemoryStream("x"u8.ToArray()) }));
        Assert.Equal("/etc", new FileInfo(Path.Combine(_folder.Path, "in", "data")).LinkTarget);
        Assert.Equal("../../..", new FileInfo(Path.Combine(_folder.Path, "in", "inner", "up")).LinkTarget);
        // Executable for its owner, and no set-uid.
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            System.IO.File.GetUnixFileMode(Path.Combine(_folder.Path, "in", "run.sh")));
    }

    [Fact]
    public async Task Store_UploadIsRefused_LeavesNothing()
    {
        var options = new JobOptions { Directory = _folder.Path };
        using var meter = new TrackerMeter();
        var store = new SnapshotStore(Microsoft.Extensions.Options.Options.Create(options), new JobInstruments(meter), TimeProvider.System);
        var refused = await store.TakeAsync(new MemoryStream(Archive([File("../a", "x")])), CancellationToken.None);
        Assert.Equal(JobRefusal.Invalid, refused.Refusal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        var taken = await store.TakeAsync(new MemoryStream(Archive([File("sub/a", "x")])), CancellationToken.None);
        Assert.Equal((1, 1), (taken.Files, taken.Bytes));
        Assert.Null(store.Problem(new JobProgram { Snapshot = taken.Id, WorkingDirectory = "sub" }));
        Assert.NotNull(store.Problem(new JobProgram { Snapshot = taken.Id, WorkingDirectory = "none" }));
        foreach (var id in new[] { "../x", "x", Guid.NewGuid().ToString("n"), taken.Id.ToUpperInvariant() + "0" }) Assert.NotNull(store.Problem(new JobProgram { Snapshot = id }));
    }

    [Fact]
    public async Task Store_MoreUploadsAtATime_AreToldToComeLater()
    {
        using var meter = new TrackerMeter();
        var store = new SnapshotStore(
            Microsoft.Extensions.Options.Options.Create(new JobOptions { Directory = _folder.Path }), new JobInstruments(meter), TimeProvider.System);
        var uploads = Enumerable.Range(0, 4).Select(static _ => new Pipe()).ToArray();
        var underWay = uploads.Select(upload => store.TakeAsync(upload.Reader.AsStream(), TestContext.Current.CancellationToken)).ToArray();

        Assert.Equal(JobRefusal.Full, (await store.TakeAsync(new MemoryStream(Archive([File("a", "x")])), CancellationToken.None)).Refusal);

        foreach (var upload in uploads) await upload.Writer.CompleteAsync();
        await Task.WhenAll(underWay);
        Assert.Equal(1, (await store.TakeAsync(new MemoryStream(Archive([File("a", "x")])), CancellationToken.None)).Files);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string?> UnpackAsync(params TarEntry[] entries) => UnpackAsync(Archive(entries));

    private async Task<string?> UnpackAsync(byte[] archive)
    {
        var root = Path.Combine(_folder.Path, "in");
        Directory.CreateDirectory(root);
        var limits = new JobLimits { SnapshotFiles = 50, SnapshotBytes = 1 << 20 };
        return await new SnapshotUnpacking(root, limits).RunAsync(new MemoryStream(archive), TestContext.Current.CancellationToken);
    }

    private void AssertNothingOutside() => Assert.Equal([Path.Combine(_folder.Path, "in")], Directory.EnumerateFileSystemEntries(_folder.Path));

    private static PaxTarEntry File(string name, string text) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    private static byte[] Archive(TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var entry in entries) writer.WriteEntry(entry);
        }

        return stream.ToArray();
    }
}
