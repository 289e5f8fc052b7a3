using System.Globalization;
using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>Any program as a job, through daemon, job host and plugin as they are shipped.</summary>
public sealed class CommandJobTests(CommandDaemon shared) : IClassFixture<CommandDaemon>
{
    [Fact]
    public async Task Program_ReportsFromPython_ItsSamplesAreThoseOfTheJobsRun()
    {
        var folder = shared.Write(
            "train.py",
            $$"""
            import os, sys
            sys.path.insert(0, "{{Path.Combine(Repository.Root, "docs", "examples", "python")}}")
            from tracker_client import TrackerRun
            run = TrackerRun(spool=os.path.join(os.getcwd(), "spool"))
            for step in range(50):
                run.log(step, {"train/loss": 1 / (1 + step)})
            print("seed", os.environ["TRACKER_SEED"], sys.argv[1:])
            run.finish()
            print("says that it finished", file=sys.stderr)
            sys.exit(3)
            """);
        var program = shared.Program("/usr/bin/python3", "train.py", "--lr", "0.1", "name=x y", "--api-key", "hush");
        program.WorkingDirectory = folder;
        var run = await shared.Board.SubmitAsync(program, seed: 7);
        var (job, output) = await shared.Board.EndAsync(run);

        Assert.Equal((RunStatus.Failed, 3, "exit code 3: says that it finished"), (job.Status, job.ExitCode, job.Reason));
        Assert.Contains("seed 7 ['--lr', '0.1', 'name=x y', '--api-key', 'hush']", output, StringComparison.Ordinal);
        Assert.Equal(50, (await shared.Board.ExportAsync(run, "train/loss")).Count);
        await Eventually.HoldsAsync("the run failed", async () => (await RunAsync(run)).Run.Status == RunStatus.Failed);
        var facts = (await RunAsync(run)).Facts;
        Assert.Equal(("0.1", "x y", "7"), (facts.Hyperparameters["lr"], facts.Hyperparameters["name"], facts.Tags["seed"]));
        Assert.Equal("/usr/bin/python3 train.py --lr 0.1 'name=x y' --api-key ***", facts.Tags["command"]);
        Assert.StartsWith("train-", job.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", shared.Daemon.Log + job, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_SaysThatItFinished_RunsOnUntilItsProcessEnds()
    {
        var folder = shared.Write(
            "train.py",
            $$"""
            import os, sys, time
            sys.path.insert(0, "{{Path.Combine(Repository.Root, "docs", "examples", "python")}}")
            from tracker_client import TrackerRun
            run = TrackerRun(spool=os.path.join(os.getcwd(), "spool"))
            run.log(1, {"train/loss": 1})
            print("finished", run.finish())
            while not os.path.exists("go"):
                time.sleep(0.02)
            """);
        var program = shared.Program("/usr/bin/python3", "train.py");
        program.WorkingDirectory = folder;
        var run = await shared.Board.SubmitAsync(program);
        await shared.Board.PrintsAsync(run, "finished True");
        Assert.Equal(RunStatus.Running, (await RunAsync(run)).Run.Status);
        await File.WriteAllTextAsync(Path.Combine(folder, "go"), "", TestContext.Current.CancellationToken);
        var (job, _) = await shared.Board.EndAsync(run);
        Assert.Equal((RunStatus.Finished, ""), (job.Status, job.Reason));
        await Eventually.HoldsAsync("the run finished", async () => (await RunAsync(run)).Run.Status == RunStatus.Finished);
    }

    [Theory]
    [InlineData("nosuch", "The program 'nosuch' was not found: PATH is ")]
    [InlineData("./nosuch", "The program './nosuch' was not found: there is no ")]
    [InlineData("/", "The program '/' is a directory: /.")]
    [InlineData("./plain", "/plain is not executable: chmod +x it, or name its interpreter first.")]
    [InlineData("./unread", "/unread names the interpreter /no/such/interpreter, which does not exist.")]
    [InlineData("./text", "/text is no program: name its interpreter first, as sh text.")]
    public async Task Program_CannotBeExecuted_TheRunSaysWhich(string name, string sentence)
    {
        var program = shared.Program(name);
        program.WorkingDirectory = name switch
        {
            "./plain" => shared.Write("plain", "exit 0"),
            "./unread" => shared.Write("unread", "#!/no/such/interpreter\n", isExecutable: true),
            "./text" => shared.Write("text", "exit 0\n", isExecutable: true),
            _ => shared.Folder,
        };
        var (job, _) = await shared.RunAsync(program);
        Assert.Equal((RunStatus.Failed, 65), (job.Status, job.ExitCode));
        Assert.Contains(sentence, job.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("exit code", job.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo 'no such column' >&2; exit 3", 3, "exit code 3: no such column")]
    [InlineData("echo 'bad data' >&2; exit 65", 65, "exit code 65: bad data")]
    [InlineData("exit 70", 70, "exit code 70")]
    [InlineData("echo reason >&2; echo 'tracker: the daemon is back' >&2; exit 1", 1, "exit code 1: reason")]
    [InlineData("kill -SEGV $$", 139, "exit code 139 (segmentation fault in native code (SIGSEGV))")]
    [InlineData("kill -KILL $$", 137, "exit code 137 (killed (SIGKILL); where nobody did that, the kernel did for want of memory)")]
    [InlineData("kill -USR1 $$", 138, "exit code 138 (ended by signal 10)")]
    public async Task Program_Fails_TheReasonIsItsCodeInWordsAndTheEndOfItsErrors(string script, int code, string reason)
    {
        var (job, _) = await shared.RunAsync(shared.Shell(script));
        Assert.Equal((RunStatus.Failed, code, reason), (job.Status, job.ExitCode, job.Reason));
    }

    [Fact]
    public async Task Arguments_AreOdd_ArriveAsTheyAre()
    {
        string[] odd = ["", " ", "a\nb\t", "'\"$(id)`;&|", "--", "-x=\u001b[31m", "ü😀", "*", "\\"];
        var (job, output) = await shared.RunAsync(shared.Program(["/usr/bin/printf", "%s|", .. odd]));
        Assert.Equal(RunStatus.Finished, job.Status);
        Assert.Equal(string.Concat(odd.Select(text => text + "|")), output);
    }

    [Fact]
    public async Task Environment_HoldsASecret_OnlyTheProcessSeesIt()
    {
        var program = shared.Shell("env");
        program.Environment["API_KEY"] = "s3cr3t-value";
        program.Environment["PYTHONUNBUFFERED"] = "0";
        var (job, output) = await shared.RunAsync(program);
        Assert.Equal((RunStatus.Finished, ""), (job.Status, job.Program.Environment["API_KEY"]));
        Assert.Contains("\nAPI_KEY=s3cr3t-value\n", "\n" + output, StringComparison.Ordinal);
        Assert.Contains("\nPYTHONUNBUFFERED=0\n", "\n" + output, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET_gcServer", output, StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(shared.DirectoryOf(job.Run), "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("s3cr3t-value", StringComparison.Ordinal)).Select(Path.GetFileName).Order();
        // Its own output aside.
        Assert.Equal(["spec.json", "stdout.log"], files);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(shared.DirectoryOf(job.Run), "spec.json")));
        Assert.DoesNotContain("s3cr3t-value", shared.Daemon.Log + job, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Venv_IsNamed_ItsPythonRuns()
    {
        var venv = shared.Write("bin/python", "#!/bin/sh\necho \"$VIRTUAL_ENV $*\"\n", isExecutable: true);
        var program = shared.Program("python", "train.py");
        program.Venv = venv;
        Assert.Equal($"{venv} train.py\n", (await shared.RunAsync(program)).Output);
    }

    [Fact]
    public async Task Conda_IsNamed_ItsPythonRuns()
    {
        var prefix = shared.Write("bin/python", "#!/bin/sh\necho \"$CONDA_PREFIX $CONDA_DEFAULT_ENV $*\"\n", isExecutable: true);
        var program = shared.Program("python", "train.py");
        program.Conda = prefix;
        Assert.Equal($"{prefix} {Path.GetFileName(prefix)} train.py\n", (await shared.RunAsync(program)).Output);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "no program", "The job names no program" },
        { "cwd gone", "The working directory /no/such/place does not exist" },
        { "cwd relative", "is no full path: begin it with a slash" },
        { "nul", "Argument 1 holds a NUL byte" },
        { "long argument", "Argument 1 has 200000 bytes: at most 131071 are taken" },
        { "many arguments", "The program has 5000 arguments: at most 4096 are taken" },
        { "large arguments", "bytes: at most 262144 are taken" },
        { "large environment", "The environment has " },
        { "own variable", "Environment variable TRACKER_RUN is set by the daemon: leave it out." },
        { "odd variable", "'A=B' is no name of an environment variable" },
        { "no venv", "The venv /no/such/place does not exist" },
        { "venv without python", "has no bin/python" },
        { "hyperparameter", "Command has no hyperparameter 'lr'" },
        { "other plugin", "Plugin Digits executes no program" },
        { "seed", "Seed -1 is out of range" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Submit_ProgramIsWrong_SaysWhat(string what, string sentence)
    {
        var program = shared.Program("sh", "-c", "exit 0");
        var request = new SubmitJobRequest { Program = program };
        switch (what)
        {
            case "no program": program.Arguments.Clear(); break;
            case "cwd gone": program.WorkingDirectory = "/no/such/place"; break;
            case "cwd relative": program.WorkingDirectory = "."; break;
            case "nul": program.Arguments[1] = "a\0b"; break;
            case "long argument": program.Arguments[1] = new string('x', 200_000); break;
            case "many arguments": program.Arguments.Add(Enumerable.Repeat("x", 4_997)); break;
            case "large arguments": program.Arguments.Add(Enumerable.Repeat(new string('x', 100_000), 3)); break;
            case "large environment":
                for (var i = 0; i < 3; i++) program.Environment[$"V{i}"] = new string('x', 100_000);
                break;
            case "own variable": program.Environment["TRACKER_RUN"] = "x"; break;
            case "odd variable": program.Environment["A=B"] = "x"; break;
            case "no venv": program.Venv = "/no/such/place"; break;
            case "venv without python": program.Venv = shared.Folder; break;
            case "hyperparameter": request.Hyperparameters["lr"] = "1"; break;
            case "other plugin": request.Plugin = "Digits"; break;
            case "seed": request.Seed = -1; break;
        }

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await shared.Board.Jobs.SubmitJobAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(sentence, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithoutSeed_MakesOneThatTheProgramGets()
    {
        var request = new SubmitJobRequest { Program = shared.Shell("echo $TRACKER_SEED") };
        var first = (await shared.Board.Jobs.SubmitJobAsync(request)).Job;
        var second = (await shared.Board.Jobs.SubmitJobAsync(request)).Job;
        Assert.NotEqual(first.Seed, second.Seed);
        Assert.Equal(first.Seed.ToString(CultureInfo.InvariantCulture) + "\n", (await shared.Board.EndAsync(first.Run)).Output);
        await shared.Board.EndAsync(second.Run);
    }

    private async Task<GetRunResponse> RunAsync(string run) => await shared.Board.Runs.GetRunAsync(new GetRunRequest { Run = run });
}
