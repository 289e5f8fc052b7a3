using System.Globalization;
using System.Text.Json;

namespace Tracker.Benchmarks.Store;

/// <summary>Measures what is kept: memory, disk, curves, lists, and how the cost of a sample grows.</summary>
internal static class StoreCommand
{
    public const string Usage = "store [--json] [--only memory|disk|curve|runs|growth]... [--growth] [--small]";

    private const int Longest = 7;
    private const int LongestOfGrowth = 8;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string[] Parts = ["memory", "disk", "curve", "runs", "growth"];

    public static async Task<int> RunAsync(string[] args)
    {
        var (json, longest, size) = (false, Longest, StoreSize.Full);
        var only = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json": json = true; break;
                // Ten times as many samples as all else together.
                case "--growth": longest = LongestOfGrowth; break;
                case "--small": size = StoreSize.Small; break;
                case "--only" when i + 1 < args.Length && Parts.Contains(args[i + 1]): only.Add(args[++i]); break;
                default:
                    await Console.Error.WriteLineAsync($"'{args[i]}' is not understood here. usage: {Usage}");
                    return 2;
            }
        }

        return await Command.RunAsync("store", async ended =>
        {
            foreach (var part in only.Count > 0 ? only.ToArray() : Parts)
            {
                await foreach (var result in Measure(part, longest, size, ended)) Print(result, json);
            }
        });
    }

    private static IAsyncEnumerable<StoreResult> Measure(string part, int longest, StoreSize size, CancellationToken ended) => part switch
    {
        "memory" => MemoryMeasures.MeasureAsync(ended),
        "disk" => BytesMeasures.MeasureAsync(ended),
        "curve" => CurveMeasures.MeasureAsync(size, ended),
        "runs" => RunListMeasures.MeasureAsync(size, ended),
        _ => GrowthMeasures.ByRunsAsync(ended).Concat(GrowthMeasures.ByLengthAsync(longest, ended)),
    };

    private static void Print(StoreResult result, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, Json));
            return;
        }

        var target = result.Target is { } most ? string.Create(CultureInfo.InvariantCulture, $"at most {most:0.##}") : "";
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Name,-76} {result.Value,10:0.00} {result.Unit,-13} {target}"));
    }
}
