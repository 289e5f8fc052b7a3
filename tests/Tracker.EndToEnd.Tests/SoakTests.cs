using System.Diagnostics;
using System.Text.Json;

namespace Tracker.EndToEnd.Tests;

/// <summary>
/// One minute of the soak: kills, a restart, a full disk and cut connections while dozens of runs report. It is too short to judge the memory,
/// which ten minutes do.
/// </summary>
public sealed class SoakTests
{
    [Fact]
    public async Task Lab_OneMinuteOfItsLife_LosesDoublesAndAlertsFalselyNothing()
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "tests", "soak.sh"), ["1", "1", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(process.ExitCode == 0, output + await errors);
            using var figures = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
            long Figure(string name) => figures.RootElement.GetProperty(name).GetInt64();
            Assert.Equal((0, 0, 0, 0), (Figure("lost"), Figure("doubled"), Figure("falseAlerts"), Figure("wrongAnswers")));
            // It must have lived: else nothing was tried.
            Assert.True(Figure("acknowledged") > 10_000, output);
            Assert.True(Figure("runs") > 20 && Figure("kills") >= 2 && Figure("restarts") >= 1 && figures.RootElement.GetProperty("fullSeconds").GetDouble() >= 3, output);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
