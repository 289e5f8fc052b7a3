using System.Diagnostics;
using System.Globalization;

namespace Tracker.Daemon.Tests.Hosting;

/// <summary>The executable itself: exit codes, one sentence on stderr, a clean end.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData(2, "trackerd: --bind is no flag of trackerd", "--bind", "x")]
    [InlineData(2, "trackerd: --http 0.0.0.0:0 can be reached by other machines", "--http", "0.0.0.0:0")]
    public async Task Main_WrongUse_ExitsWith2AndOneSentence(int code, string sentence, params string[] flags)
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            using var process = Start(["--data-dir", Path.Combine(folder.FullName, "data"), .. flags]);
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(code, process.ExitCode);
            Assert.StartsWith(sentence, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Main_TermSignal_EndsInPeaceAndTakesItsAddressesAway()
    {
        var folder = Directory.CreateTempSubdirectory("tracker-");
        try
        {
            var data = Path.Combine(folder.FullName, "data");
            using var process = Start(["--data-dir", data, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"]);
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("trackerd ", line, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(data, "trackerd.json")));

            using (var second = Start(["--data-dir", data, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"]))
            {
                var error = await second.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                await second.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(1, second.ExitCode);
                Assert.StartsWith($"trackerd: another daemon (pid {process.Id}) uses the data directory {data}", error, StringComparison.Ordinal);
            }

            using var kill = Process.Start("/bin/kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            Assert.False(File.Exists(Path.Combine(data, "trackerd.json")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "trackerd"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
