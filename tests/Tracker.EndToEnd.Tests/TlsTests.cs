namespace Tracker.EndToEnd.Tests;

/// <summary>Over TLS, as another machine calls: the command line, the Python examples and the .NET client, each as a process of its own.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;

    public TlsTests() => _authority = new TestAuthority(_folder.Path);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CommandLine_OverTls_WantsTheAuthorityAndThenAToken()
    {
        await using var daemon = await StartAsync();
        var untrusted = await TrackerAsync(daemon, [], "run", "ls");
        Assert.Equal(1, untrusted.ExitCode);
        Assert.Contains("TRACKER_CA_FILE", untrusted.Errors, StringComparison.Ordinal);

        var anonymous = await TrackerAsync(daemon, [Trust], "run", "ls");
        Assert.Equal(1, anonymous.ExitCode);
        Assert.Contains("TRACKER_TOKEN_FILE", anonymous.Errors, StringComparison.Ordinal);

        var token = await TokenAsync(daemon, "ingest,read");
        var reader = await TrackerAsync(daemon, [Trust, token], "run", "ls");
        Assert.True(reader.ExitCode == 0, reader.Errors);
        var order = await TrackerAsync(daemon, [Trust, token], "token", "ls");
        Assert.Equal(1, order.ExitCode);
        Assert.Contains("this call needs control", order.Errors, StringComparison.Ordinal);

        var (certificate, key) = _authority.Client();
        var member = await TrackerAsync(daemon, [Trust, ("TRACKER_CLIENT_CERT_FILE", certificate), ("TRACKER_CLIENT_KEY_FILE", key)], "run", "ls");
        Assert.True(member.ExitCode == 0, member.Errors);
    }

    [Fact]
    public async Task Examples_OverTlsWithAToken_ReportFinishedRuns()
    {
        RequiredTool.Python();
        await using var daemon = await StartAsync();
        var token = await TokenAsync(daemon, "ingest,read");
        var python = Path.Combine(Repository.Root, "docs", "examples", "python");
        foreach (var (program, arguments) in new (string, string[])[]
        {
            ("/usr/bin/python3", [Path.Combine(python, "log_one.py")]),
            ("/usr/bin/python3", [Path.Combine(python, "train_digits.py"), "--name", "digits", "--steps", "20"]),
            (Repository.Executable("ReportOneRun", "ReportOneRun"), []),
        })
        {
            var result = await RunningProgram.RunAsync(program, arguments, null, Server(daemon), Trust, token, ("XDG_STATE_HOME", _folder.Path));
            Assert.True(result.ExitCode == 0, result.Errors);
        }

        var runs = await TrackerAsync(daemon, [Trust, token], "run", "ls", "status = finished and step > 10", "--json");
        Assert.Equal(3, runs.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private (string, string) Trust => ("TRACKER_CA_FILE", _authority.CaFile);

    private static (string, string) Server(DaemonProcess daemon) => ("TRACKER_SERVER", $"https://{daemon.Grpc.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}");

    // RequireToken makes loopback what another machine is.
    private async Task<DaemonProcess> StartAsync()
    {
        var (certificate, key) = _authority.Server();
        return await DaemonProcess.StartAsync(
            ["--tls-cert", certificate, "--tls-key", key],
            [("TRACKER__TLS__CLIENTCAFILE", _authority.CaFile), ("TRACKER__TLS__CLIENTCERTIFICATE", "allow"), ("TRACKER__REQUIRETOKEN", "true")]);
    }

    private async Task<(string, string)> TokenAsync(DaemonProcess daemon, string scopes)
    {
        var file = Path.Combine(_folder.Path, "token");
        var made = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Cli", "tracker"), ["token", "create", "box", "--scope", scopes, "--out", file, "--server", daemon.Server]);
        Assert.True(made.ExitCode == 0, made.Errors);
        return ("TRACKER_TOKEN_FILE", file);
    }

    private static Task<ProgramResult> TrackerAsync(DaemonProcess daemon, (string, string)[] environment, params string[] arguments) =>
        RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), arguments, null, [Server(daemon), .. environment]);
}
