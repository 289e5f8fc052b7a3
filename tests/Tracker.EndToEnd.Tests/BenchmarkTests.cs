using System.Text.Json;

namespace Tracker.EndToEnd.Tests;

public sealed class BenchmarkTests
{
    private static readonly string[] Fields =
    [
        "messageSize", "samplesPerSecond", "serverCpuNanosecondsPerSample", "ackP50Milliseconds", "ackP99Milliseconds", "bytesPerSample",
        "clientCpuNanosecondsPerSample", "samples", "runs",
    ];

    /// <summary>The program itself compares what is stored with what was acknowledged, and fails where they differ.</summary>
    [Fact]
    public async Task Ingest_OneSecondAndPaced_PrintsEveryFieldAndFindsAllStored()
    {
        ProgramResult result = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Benchmarks", "Tracker.Benchmarks"),
            ["ingest", "--json", "--seconds", "1", "--size", "10", "--paced-runs", "5"],
            TimeSpan.FromMinutes(2));

        Assert.True(result.ExitCode == 0, result.Errors);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        foreach (string line in lines)
        {
            using var row = JsonDocument.Parse(line);
            Assert.All(Fields, field => Assert.True(row.RootElement.GetProperty(field).GetDouble() > 0, $"{field} in {line}"));
        }

        Assert.Contains("\"paced\":true", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_Small_PrintsEveryField()
    {
        ProgramResult result = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Benchmarks", "Tracker.Benchmarks"),
            ["store", "--json", "--small", "--only", "curve", "--only", "runs"],
            TimeSpan.FromMinutes(2));

        Assert.True(result.ExitCode == 0, result.Errors);
        var rows = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(rows, static row => Assert.True(row.GetProperty("value").GetDouble() > 0, row.GetRawText()));
        var units = rows.ToLookup(static row => row.GetProperty("unit").GetString(), static row => row.GetProperty("name").GetString()!);
        Assert.Equal(["ms", "s"], units.Select(static unit => unit.Key).Order());
        Assert.Equal(3, units["ms"].Count(static name => name.StartsWith("curve of 100,000 samples", StringComparison.Ordinal)));
        Assert.Equal(5, units["ms"].Count(static name => name.StartsWith("of 6,000 runs", StringComparison.Ordinal)));
        Assert.Contains(rows, static row => row.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Ingest_UnknownFlag_IsRefusedWithTheUsage()
    {
        ProgramResult result = await RunningProgram.RunAsync(
            Repository.Executable("Tracker.Benchmarks", "Tracker.Benchmarks"), ["ingest", "--sizes"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("usage: ingest", result.Errors, StringComparison.Ordinal);
    }
}
