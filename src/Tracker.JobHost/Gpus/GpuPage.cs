using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.JobHost.Gpus;

/// <summary>What the GPUs of this machine say, for a daemon that loads no foreign library: a JSON object a line.</summary>
/// <param name="Source">nvml, nvidia-smi or none.</param>
/// <param name="Problem">One sentence where they could not be read; else empty.</param>
/// <param name="Gpus">Each that answered.</param>
internal sealed record GpuPage(string Source, string Problem, IReadOnlyList<GpuPage.Line> Gpus)
{
    /// <summary>
    /// Prints one line; with an interval another each time it has passed, until its standard input closes or there is no GPU to go on
    /// with: no process needs to wait where there is none.
    /// </summary>
    /// <param name="seconds">1 to 3,600; null for one line.</param>
    public static async Task<int> PrintAsync(string? seconds)
    {
        var interval = 0.0;
        if (seconds is not null && (!double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out interval) || interval is < 1 or > 3_600))
        {
            await Console.Error.WriteLineAsync($"The interval '{seconds}' must be 1 to 3600 seconds.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        var time = TimeProvider.System;
        using var end = new CancellationTokenSource();
        if (seconds is not null) _ = EndWithInputAsync(end);
        try
        {
            var reader = await GpuReader.FindAsync(VisibleGpus.All, time, end.Token).ConfigureAwait(false);
            while (true)
            {
                var readings = reader is null ? [] : await reader.ReadAsync(time, end.Token).ConfigureAwait(false);
                var page = new GpuPage(reader?.Source ?? "none", reader?.Problem ?? "", [.. (readings ?? []).Select(Line.Of)]);
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(page, GpuPageJson.Default.GpuPage)).ConfigureAwait(false);
                if (seconds is null || reader is null || readings is { Count: 0 }) return ExitCode.Done;
                var pause = TimeSpan.FromSeconds(Math.Max(interval, reader.LeastInterval.TotalSeconds));
                await Task.Delay(pause, time, end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Nobody listens any more.
            return ExitCode.Done;
        }
    }

    private static async Task EndWithInputAsync(CancellationTokenSource end)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer).ConfigureAwait(false) > 0)
        {
        }

        await end.CancelAsync().ConfigureAwait(false);
    }

    internal sealed record Line(
        int Index, string Uuid, string Name, double? Utilisation, long? MemoryUsedBytes, long? MemoryTotalBytes, double? Temperature, double? Power)
    {
        public static Line Of(GpuReading gpu) =>
            new(gpu.Index, gpu.Uuid, gpu.Name, gpu.Utilisation, gpu.MemoryUsedBytes, gpu.MemoryTotalBytes, gpu.Temperature, gpu.Power);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GpuPage))]
internal sealed partial class GpuPageJson : JsonSerializerContext;
