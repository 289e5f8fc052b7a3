using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Cli.Tests;

/// <summary>The real executable.</summary>
internal static class Tool
{
    public static Task<ProgramResult> RunAsync(DaemonProcess daemon, params string[] arguments) => RunAsync([.. arguments, "--server", daemon.Server]);

    public static Task<ProgramResult> RunAsync(params string[] arguments) =>
        RunningProgram.RunAsync(Repository.Executable("Tracker.Cli", "tracker"), arguments, null, ("XDG_STATE_HOME", "/nonexistent"));

    public static IReadOnlyList<JsonElement> Json(this ProgramResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>It failed with one sentence, and without a stack.</summary>
    public static string Sentence(this ProgramResult result)
    {
        Assert.Equal("", result.Output);
        var lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("tracker: ", Assert.Single(lines), StringComparison.Ordinal);
        return lines[0]["tracker: ".Length..];
    }
}
