using System.Text.Json;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>A job that runs in the code as it stood at submit, packed by the command line and unpacked by the daemon.</summary>
public sealed class JobSnapshotTests(CommandDaemon shared) : IClassFixture<CommandDaemon>
{
    [Fact]
    public async Task Submit_WithSnapshot_EditsAfterwardsDoNotChangeTheJob()
    {
        // The program waits outside of the tree until the tree was changed.
        var go = Path.Combine(shared.Folder, "go-" + Guid.NewGuid().ToString("n"));
        var root = shared.Write("pkg/train.py", $"import os, time, helper\nwhile not os.path.exists('{go}'): time.sleep(0.02)\nprint(helper.NAME, open('new.txt').read(), os.path.exists('../ignored.bin'), oct(os.stat('run.sh').st_mode & 0o777))\nimport late\nprint(late.NAME)\n");
        var folder = Path.Combine(root, "pkg");
        foreach (var (name, text) in new[] { ("helper.py", "NAME = 'before'\n"), ("late.py", "NAME = 'before'\n"), ("run.sh", "#!/bin/sh\n"), ("../ignored.bin", "x"), ("../.gitignore", "*.bin\n"), ("gone.py", "") })
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Path.Combine(folder, "run.sh"), (UnixFileMode)0x1ed);
        await GitAsync(root, "init", "-q");
        await GitAsync(root, "add", ".");
        await GitAsync(root, "commit", "-qm", "one");
        File.Delete(Path.Combine(folder, "gone.py"));
        // Neither committed nor added: it is part of the tree all the same.
        await File.WriteAllTextAsync(Path.Combine(folder, "new.txt"), "new", TestContext.Current.CancellationToken);

        var run = await SubmitAsync("--snapshot", "--cwd", folder, "--env", "PYTHONDONTWRITEBYTECODE=1", "--", "/usr/bin/python3", "train.py");
        await File.WriteAllTextAsync(Path.Combine(folder, "late.py"), "NAME = 'after'\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "new.txt"), "changed", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        var (job, output) = await shared.Board.EndAsync(run);
        Assert.Equal((RunStatus.Finished, "before new False 0o700\nbefore\n"), (job.Status, output));
        Assert.Equal(Path.Combine(shared.DirectoryOf(run), "code", "pkg"), job.Program.WorkingDirectory);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(shared.Daemon.DataDirectory, "jobs"), ".upload-*"));
    }

    [Fact]
    public async Task Submit_WithSnapshotOutsideOfGit_TakesTheWholeFolder()
    {
        var folder = shared.Write("a/b.txt", "text");
        File.CreateSymbolicLink(Path.Combine(folder, "link"), "a/b.txt");
        var run = await SubmitAsync("--snapshot", "--cwd", folder, "--", "sh", "-c", "cat a/b.txt; readlink link; pwd");
        Assert.Equal($"texta/b.txt\n{Path.Combine(shared.DirectoryOf(run), "code")}\n", (await shared.Board.EndAsync(run)).Output);
    }

    [Fact]
    public async Task Submit_FolderHoldsAPipe_IsRefusedWithItsName()
    {
        var folder = shared.Write("a", "text");
        await RunningProgram.RunAsync("mkfifo", [Path.Combine(folder, "pipe")]);
        var refused = await CliAsync("job", "submit", "command", "--snapshot", "--cwd", folder, "--", "true");
        Assert.Equal(("", "tracker: pipe of the snapshot is a Fifo: only files, folders and symbolic links are taken."), (refused.Output.Replace("Snapshot", "", StringComparison.Ordinal), refused.Errors.TrimEnd()));
    }

    [Fact]
    public async Task Submit_SnapshotThatIsNotThere_IsRefused()
    {
        var program = shared.Program("true");
        (program.Snapshot, program.WorkingDirectory) = ("../../etc", "");
        var refusal = await Assert.ThrowsAsync<RpcException>(() => shared.Board.SubmitAsync(program));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        (program.Snapshot, program.WorkingDirectory) = (Guid.NewGuid().ToString("n"), "../..");
        refusal = await Assert.ThrowsAsync<RpcException>(() => shared.Board.SubmitAsync(program));
        Assert.Contains("'.' or '..'", refusal.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<string> SubmitAsync(params string[] arguments)
    {
        var submitted = await CliAsync(["job", "submit", "command", "--json", .. arguments]);
        Assert.Equal("", submitted.Errors);
        using var job = JsonDocument.Parse(submitted.Output);
        return job.RootElement.GetProperty("run").GetString()!;
    }

    private Task<ProgramResult> CliAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), ["--server", shared.Daemon.Server, .. arguments]);

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        var result = await RunningProgram.RunAsync("git", ["-C", folder, "-c", "user.name=T", "-c", "user.email=t@example.org", .. arguments]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }
}
