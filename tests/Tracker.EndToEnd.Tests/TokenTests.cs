using Grpc.Core;
using Grpc.Net.Client;
using Tracker.Client.Connection;
using Tracker.Contracts.V1;

namespace Tracker.EndToEnd.Tests;

/// <summary>The token is in its file and nowhere else.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Token_UsedRightAndWrong_IsInNoLogArgumentEnvironmentOrFile()
    {
        using var folder = new TempFolder();
        var plugins = new ScriptPlugins(folder.Path).Add("Script", "env; tr '\\0' ' ' </proc/$PPID/cmdline; echo seen; exit 3");
        await using var daemon = await DaemonProcess.StartAsync("--plugins", plugins.Folder, "--job-host", plugins.JobHost);
        var file = Path.Combine(daemon.DataDirectory, "control.token");
        var token = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        var wrong = Path.Combine(folder.Path, "wrong");
        await File.WriteAllTextAsync(wrong, new string([.. token.Reverse()]), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(wrong, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var output = "";
        using (var channel = Open(daemon, file))
        {
            var jobs = new JobsService.JobsServiceClient(channel);
            var run = (await jobs.SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" })).Job.Run;
            using var logs = jobs.ReadJobLogs(new ReadJobLogsRequest { Job = run, Follow = true });
            await foreach (var piece in logs.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)) output += piece.Data.ToStringUtf8();
        }

        using (var channel = Open(daemon, wrong))
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () =>
                await new JobsService.JobsServiceClient(channel).SubmitJobAsync(new SubmitJobRequest { Plugin = "Script" }));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
            Assert.DoesNotContain(token, refused.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("TRACKER_RUN=", output, StringComparison.Ordinal);
        Assert.Contains("seen", output, StringComparison.Ordinal);
        var arguments = await File.ReadAllTextAsync($"/proc/{daemon.Id}/cmdline", TestContext.Current.CancellationToken);
        foreach (var secret in (string[])[token, new string([.. token.Reverse()])])
        {
            foreach (var text in (string[])[output, arguments, daemon.Log]) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            foreach (var path in Directory.EnumerateFiles(daemon.DataDirectory, "*", SearchOption.AllDirectories).Where(path => path != file && Path.GetFileName(path) is not ("trackerd.lock" or "trackerd.sock")))
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
                Assert.DoesNotContain(secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }
    }

    private static GrpcChannel Open(DaemonProcess daemon, string tokenFile) =>
        ServerAddress.TryParse($"http://{daemon.Grpc}", out var address, out var problem)
            ? TrackerChannel.Open(address, tokenFile)
            : throw new InvalidOperationException(problem);
}
