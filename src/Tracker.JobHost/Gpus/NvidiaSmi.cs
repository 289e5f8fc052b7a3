using System.Globalization;

namespace Tracker.JobHost.Gpus;

/// <summary>NVIDIA's command-line program: where it is and what its lines say. Its output is not promised to be stable; the library's is.</summary>
internal static class NvidiaSmi
{
    public const string Query = "--query-gpu=index,uuid,name,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw";
    public const string Format = "--format=csv,noheader,nounits";
    private const int Fields = 8;
    private const int MostGpus = 64;

    /// <summary>Full path of the program on PATH; null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(static folder => Path.Combine(folder, "nvidia-smi"))
        .FirstOrDefault(File.Exists);

    /// <summary>The GPUs of its lines; lines that are none are passed over, and so are values such as [N/A] and ERR!.</summary>
    public static IReadOnlyList<GpuReading> Parse(string output)
    {
        var readings = new List<GpuReading>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != Fields || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= MostGpus) continue;
            if (!fields[1].StartsWith("GPU-", StringComparison.Ordinal) || readings.Exists(known => known.Index == index)) continue;
            readings.Add(new GpuReading
            {
                Index = index,
                Uuid = fields[1],
                Name = fields[2],
                MemoryTotalBytes = Mebibytes(fields[3]),
                MemoryUsedBytes = Mebibytes(fields[4]),
                Utilisation = Number(fields[5]) / 100,
                Temperature = Number(fields[6]),
                Power = Number(fields[7]),
            }.Plausible());
        }

        return readings;
    }

    private static long? Mebibytes(string text) => Number(text) is >= 0 and < 1L << 40 and var value ? (long)value << 20 : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
