using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tracker.EndToEnd.Tests;

public sealed partial class KillNineTests
{
    private const int Kills = 10;

    [Fact]
    public async Task Daemon_KilledTenTimesWhileThreeClientsStream_LosesAndRepeatsNothing()
    {
        const string Stubs = "/usr/bin/grpc_python_plugin";
        if (!File.Exists(Stubs) && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip($"{Stubs} is not here: apt-get install protobuf-compiler protobuf-compiler-grpc python3-grpcio");
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "tests", "kill9.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Kills.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(process.ExitCode == 0, output + await errors);
            string last = output.TrimEnd().Split('\n')[^1];
            Match tally = Tally().Match(last);
            Assert.True(tally.Success, last);
            Assert.Equal(("0", "0"), (tally.Groups[3].Value, tally.Groups[4].Value));
            Assert.True(long.Parse(tally.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) > 1_000, last);
            Assert.Equal(Kills, Regex.Count(output, "^kill [0-9]+: acknowledged", RegexOptions.Multiline));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("^acknowledged ([0-9]+), stored ([0-9]+), missing ([0-9]+), repeated ([0-9]+)$")]
    private static partial Regex Tally();
}
