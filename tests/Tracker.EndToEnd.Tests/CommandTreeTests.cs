using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>Programs that start others: what they leave behind ends with the job, whatever it does to get away.</summary>
public sealed class CommandTreeTests(CommandDaemon shared) : IClassFixture<CommandDaemon>
{
    // A session of its own, no parent, and the job's stdout: the way in which services leave their starter.
    private const string Leaves = "setsid sh -c 'echo $$; exec sleep 1000' & sleep 0.2; ";

    [Fact]
    public async Task Program_ForksAndLeaves_EndsWithItsMainProcessAndTheRestIsNamedAndEnded()
    {
        var (job, output) = await shared.RunAsync(shared.Shell(Leaves + "exit 0"));
        Assert.Equal((RunStatus.Finished, ""), (job.Status, job.Reason));
        var left = Pid(output);
        Assert.False(IsThere(left));
        Assert.Contains($"tracker: 1 processes were left behind and ended: sleep ({left})", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_LeavesWhatIgnoresTheTermSignal_IsKilledAfterAGrace()
    {
        var (job, output) = await shared.RunAsync(shared.Shell("setsid sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.05; done' & sleep 0.3; exit 4"));
        Assert.Equal((RunStatus.Failed, 4), (job.Status, job.ExitCode));
        Assert.False(IsThere(Pid(output)));
    }

    [Fact]
    public async Task Cancel_ProgramEndsAtTheTermSignal_HearsOfItOnceAndItsTreeIsGone()
    {
        var run = await shared.Board.SubmitAsync(shared.Shell("trap 'echo term; n=1' TERM; " + Leaves + "while [ -z \"$n\" ]; do sleep 0.05; done; sleep 0.5; exit 75"));
        var left = Pid(await shared.Board.PrintsAsync(run, "\n"));
        await shared.Board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run });
        var (job, output) = await shared.Board.EndAsync(run);
        Assert.Equal((RunStatus.Cancelled, 75, "cancelled"), (job.Status, job.ExitCode, job.Reason));
        Assert.Equal(2, output.Split("term\n").Length);
        Assert.False(IsThere(left));
    }

    [Fact]
    public async Task Cancel_ProgramIgnoresTheTermSignal_WholeTreeIsKilledAfterItsGrace()
    {
        var run = await shared.Board.SubmitAsync(shared.Shell("trap '' TERM; " + Leaves + "while :; do sleep 0.05; done"));
        var left = Pid(await shared.Board.PrintsAsync(run, "\n"));
        var main = shared.Board.GetAsync(run);
        await shared.Board.Jobs.CancelJobAsync(new CancelJobRequest { Job = run, GraceSeconds = 1 });
        var (job, _) = await shared.Board.EndAsync(run);
        Assert.Equal((RunStatus.Cancelled, "cancelled: it did not stop within 1 s and was killed"), (job.Status, job.Reason));
        await Eventually.HoldsAsync("nothing is left", () => !IsThere(left));
        await Eventually.HoldsAsync("nothing carries its mark", () => !Directory.EnumerateDirectories("/proc").Any(d => CarriesMark(d, run)));
        await main;
    }

    [Fact]
    public async Task JobHost_IsKilledHard_NothingOfTheJobOutlivesIt()
    {
        var run = await shared.Board.SubmitAsync(shared.Shell(Leaves + "sleep 1000"));
        var left = Pid(await shared.Board.PrintsAsync(run, "\n"));
        var shim = (await shared.Board.GetAsync(run)).Pid;
        var host = int.Parse(File.ReadAllText($"/proc/{shim}/task/{shim}/children").Split(' ')[0], CultureInfo.InvariantCulture);
        await RunningProgram.RunAsync("kill", ["-KILL", $"{host}"]);
        var (job, _) = await shared.Board.EndAsync(run);
        Assert.Equal((RunStatus.Failed, 137), (job.Status, job.ExitCode));
        await Eventually.HoldsAsync("what made a session of its own is gone too", () => !IsThere(left));
    }

    private static int Pid(string output) => int.Parse(output.Split('\n')[0], CultureInfo.InvariantCulture);

    private static bool IsThere(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim()[0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool CarriesMark(string directory, string run)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(directory)[0])
                && File.ReadAllText(Path.Combine(directory, "environ")).Contains($"TRACKER_RUN={run}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
