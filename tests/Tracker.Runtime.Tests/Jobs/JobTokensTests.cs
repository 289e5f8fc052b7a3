using Tracker.Runtime.Jobs;

namespace Tracker.Runtime.Tests.Jobs;

public sealed class JobTokensTests
{
    private const string UntilTold = "cat \"$TRACKER_TOKEN_FILE\" >seen; while [ ! -e go ]; do sleep 0.02; done";

    [Fact]
    public async Task Token_OfARunningJob_HoldsOverARestartAndEndsWithTheJob()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        var token = await bench.FileOf(job, "seen");
        Assert.Equal(job.Run, Find(bench, token)!.Run);

        await bench.LeaveAsync();
        await bench.StartAsync();

        var known = Find(bench, token);
        Assert.Equal(job.Run, known!.Run);
        Assert.Null(Find(bench, token[..^1] + (token[^1] == '0' ? '1' : '0')));

        await File.WriteAllTextAsync(Path.Combine(bench.DirectoryOf(job.Run), "go"), "", TestContext.Current.CancellationToken);
        await bench.Router.EndOf(job.Run);
        Assert.True(known.Ended.IsCancellationRequested);
        Assert.Null(Find(bench, token));
        Assert.False(File.Exists(Path.Combine(bench.DirectoryOf(job.Run), "token")));
    }

    [Fact]
    public async Task TokenFile_LostWhileTheDaemonWasAway_IsMadeAnew()
    {
        await using var bench = new JobBench();
        bench.AddPlugin("Script", UntilTold);
        await bench.StartAsync();
        var job = await bench.SubmitAsync("Script");
        var token = await bench.FileOf(job, "seen");
        var file = Path.Combine(bench.DirectoryOf(job.Run), "token");
        await bench.LeaveAsync();
        await File.WriteAllTextAsync(file, "nonsense", TestContext.Current.CancellationToken);

        await bench.StartAsync();

        Assert.Null(Find(bench, token));
        var made = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.Equal(job.Run, Find(bench, made)!.Run);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static JobToken? Find(JobBench bench, string token)
    {
        Assert.True(bench.Supervisor.Tokens.TryFind(token, out var known));
        return known;
    }
}
