using System.Globalization;
using System.Text.Json;
using Tracker.Benchmarks.Trainers;

namespace Tracker.Benchmarks.Ingest;

/// <summary>Measures what taking samples costs the daemon, and how long an acknowledgement takes.</summary>
internal static class IngestCommand
{
    public const string Usage = "ingest [--json] [--seconds N] [--size 1|10|100|1000]... [--paced-runs N]";

    private const int Streams = 20;
    private const int PacedRuns = 200;
    private static readonly TimeSpan PaceInterval = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string[] args)
    {
        var (json, seconds) = (false, 30);
        int? pacedRuns = null;
        var sizes = new List<int>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json": json = true; break;
                case "--seconds" when Number(args, ref i) is { } n and >= 1: seconds = n; break;
                case "--paced-runs" when Number(args, ref i) is { } n and >= 0: pacedRuns = n; break;
                case "--size" when Number(args, ref i) is { } n && (n == 1 || (n is > 0 and <= 5_000 && n % 10 == 0)): sizes.Add(n); break;
                default: return Refuse($"'{args[i]}' is not understood here.");
            }
        }

        var duration = TimeSpan.FromSeconds(seconds);
        return await Command.RunAsync("ingest", async ended =>
        {
            if (!json) Say(Line("load", "samples/s", "server ns", "client ns", "ack p50 ms", "ack p99 ms", "bytes/sample"));
            // One load alone is asked for by somebody who looks into that one.
            foreach (var size in sizes.Count > 0 || pacedRuns > 0 ? sizes : [1, 10, 100, 1_000])
                Print(await new IngestLoad(size, Streams, duration, null).RunAsync(ended), json);
            if ((pacedRuns ?? (sizes.Count == 0 ? PacedRuns : 0)) is > 0 and var runs)
                Print(await new IngestLoad(SampleShape.Training.Names.Count, runs, duration, PaceInterval).RunAsync(ended), json);
        });
    }

    private static void Print(IngestResult result, bool json)
    {
        if (json)
        {
            Say(JsonSerializer.Serialize(result, Json));
            return;
        }

        var invariant = CultureInfo.InvariantCulture;
        var load = result.Paced ? $"paced, {result.Runs} runs" : $"{result.MessageSize} a message";
        Say(Line(
            load, result.SamplesPerSecond.ToString("N0", invariant), result.ServerCpuNanosecondsPerSample.ToString("N0", invariant),
            result.ClientCpuNanosecondsPerSample.ToString("N0", invariant), result.AckP50Milliseconds.ToString("0.00", invariant),
            result.AckP99Milliseconds.ToString("0.00", invariant), result.BytesPerSample.ToString("0.00", invariant)));
    }

    private static int? Number(string[] args, ref int i) =>
        i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && ++i > 0 ? number : null;

    private static string Line(string load, string rate, string server, string client, string half, string most, string bytes) =>
        $"{load,-20} {rate,12} {server,10} {client,10} {half,11} {most,11} {bytes,13}";

    private static void Say(string line) => Console.Out.WriteLine(line);

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine($"{reason} usage: {Usage}");
        return 2;
    }
}
