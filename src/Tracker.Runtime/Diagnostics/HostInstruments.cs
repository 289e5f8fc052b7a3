using System.Diagnostics.Metrics;
using System.Globalization;
using Tracker.Runtime.Host;

namespace Tracker.Runtime.Diagnostics;

/// <summary>What is measured of this machine.</summary>
public sealed class HostInstruments(TrackerMeter meter)
{
    internal void Observe(Func<HostPicture?> picture)
    {
        Gauge("host_cpu", "1", "Share of the time of all processors that was spent working, 0 to 1.", host => One(host.CpuShare));
        Gauge("host_memory", "By", "Main memory: used, and available to programs without swapping.", host => host.MemoryTotalBytes == 0 ? [] :
            [State(host.MemoryTotalBytes - host.MemoryAvailableBytes, "used"), State(host.MemoryAvailableBytes, "available")]);
        Gauge("host_disk", "By", "The file system of the data directory: used, and free for the daemon.", host => host.DiskTotalBytes == 0 ? [] :
            [State(host.DiskTotalBytes - host.DiskFreeBytes, "used"), State(host.DiskFreeBytes, "free")]);
        Gpu("host_gpu_utilisation", "1", "Share of the time in which something ran on the GPU, 0 to 1.", gpu => One(gpu.Utilisation));
        Gpu("host_gpu_memory", "By", "Memory of the GPU: used and free.", gpu => gpu.MemoryUsedBytes is { } used && gpu.MemoryTotalBytes is { } total ?
            [State(used, "used"), State(total - used, "free")] : []);
        Gpu("host_gpu_temperature", "Cel", "Temperature of the GPU.", gpu => One(gpu.Temperature));
        Gpu("host_gpu_power", "W", "What the GPU draws.", gpu => One(gpu.Power));

        void Gauge(string name, string unit, string help, Func<HostPicture, IEnumerable<Measurement<double>>> read) =>
            meter.Meter.CreateObservableGauge(name, () => picture() is { } host ? read(host) : [], unit, help);

        void Gpu(string name, string unit, string help, Func<GpuPicture, IEnumerable<Measurement<double>>> read) =>
            Gauge(name, unit, help, host => host.Gpus.SelectMany(gpu => read(gpu).Select(measured => Of(gpu, measured))));
    }

    private static IEnumerable<Measurement<double>> One(double? value) => value is { } known ? [new Measurement<double>(known)] : [];

    private static Measurement<double> State(double value, string state) => new(value, new KeyValuePair<string, object?>("state", state));

    private static Measurement<double> Of(GpuPicture gpu, Measurement<double> measured) => new(
        measured.Value, [new("gpu", gpu.Index.ToString(CultureInfo.InvariantCulture)), .. measured.Tags]);
}
