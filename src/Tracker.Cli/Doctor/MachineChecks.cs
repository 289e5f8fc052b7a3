using System.Globalization;
using Tracker.Contracts.V1;

namespace Tracker.Cli.Doctor;

/// <summary>How the daemon's machine fares, in a line each for itself and its GPUs.</summary>
internal static class MachineChecks
{
    public static IEnumerable<Check> Of(HostStatus? host)
    {
        // A daemon that has just started, or was told not to measure.
        if (host is null) yield break;
        List<string> parts = [host.HasCpuShare ? Text($"CPU {host.CpuShare:P0} of {host.Cores} cores") : Text($"{host.Cores} cores")];
        if (host.MemoryTotalBytes > 0) parts.Add($"memory {Part(host.MemoryTotalBytes - host.MemoryAvailableBytes, host.MemoryTotalBytes)}");
        if (host.DiskTotalBytes > 0) parts.Add($"data disk {Part(host.DiskTotalBytes - host.DiskFreeBytes, host.DiskTotalBytes)}");
        yield return new Check("machine", CheckState.Well, $"{string.Join(", ", parts)} used.");

        if (host.GpuProblem.Length > 0)
            yield return new Check("gpus", CheckState.Note, host.GpuProblem, "Look at what nvidia-smi says: jobs that need a GPU may hang too.");
        else if (host.Gpus.Count > 0)
            yield return new Check("gpus", CheckState.Well, string.Join("; ", host.Gpus.Select(Gpu)) + ".");
    }

    private static string Gpu(GpuStatus gpu)
    {
        List<string> parts = [];
        if (gpu.HasUtilisation) parts.Add(Text($"{gpu.Utilisation:P0}"));
        if (gpu.HasMemoryUsedBytes && gpu.HasMemoryTotalBytes) parts.Add(Part(gpu.MemoryUsedBytes, gpu.MemoryTotalBytes));
        if (gpu.HasTemperatureCelsius) parts.Add(Text($"{gpu.TemperatureCelsius:0} °C"));
        if (gpu.HasPowerWatts) parts.Add(Text($"{gpu.PowerWatts:0} W"));
        return Text($"{gpu.Index} {gpu.Name}: {(parts.Count > 0 ? string.Join(", ", parts) : "says nothing")}");
    }

    private static string Part(ulong used, ulong total) => Text($"{used / (double)(1L << 30):0.#} of {total / (double)(1L << 30):0.#} GiB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
