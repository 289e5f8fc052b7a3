using System.Diagnostics;
using Tracker.Testing;

namespace Tracker.Daemon.Tests.Export;

/// <summary>Debian's promtool.</summary>
internal static class Promtool
{
    private const string Tool = "/usr/bin/promtool";

    /// <summary>Runs it and gives its exit code and all that it said. Where it is missing the test is skipped, in CI it fails.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(byte[] input, params string[] arguments)
    {
        if (!File.Exists(Tool) && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip($"{Tool} is not here: apt-get install prometheus");
        var start = new ProcessStartInfo(Tool, arguments)
        {
            WorkingDirectory = Path.Combine(Repository.Root, "deploy", "prometheus"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.StandardInput.BaseStream.WriteAsync(input, token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(token);
        return (process.ExitCode, (await output + await errors).Trim());
    }
}
