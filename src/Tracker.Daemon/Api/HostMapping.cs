using Tracker.Runtime.Host;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Api;

/// <summary>The machine in the words of the wire.</summary>
internal static class HostMapping
{
    public static Proto.HostStatus ToProto(this HostPicture host)
    {
        var status = new Proto.HostStatus
        {
            Cores = (uint)host.Cores,
            MemoryTotalBytes = (ulong)host.MemoryTotalBytes,
            MemoryAvailableBytes = (ulong)host.MemoryAvailableBytes,
            DiskTotalBytes = (ulong)host.DiskTotalBytes,
            DiskFreeBytes = (ulong)host.DiskFreeBytes,
            GpuProblem = host.GpuProblem,
        };
        if (host.CpuShare is { } share) status.CpuShare = share;
        status.Gpus.AddRange(host.Gpus.Select(ToProto));
        return status;
    }

    private static Proto.GpuStatus ToProto(GpuPicture gpu)
    {
        var status = new Proto.GpuStatus { Index = (uint)gpu.Index, Uuid = gpu.Uuid, Name = gpu.Name };
        if (gpu.Utilisation is { } utilisation) status.Utilisation = utilisation;
        if (gpu.MemoryUsedBytes is { } used) status.MemoryUsedBytes = (ulong)used;
        if (gpu.MemoryTotalBytes is { } total) status.MemoryTotalBytes = (ulong)total;
        if (gpu.Temperature is { } temperature) status.TemperatureCelsius = temperature;
        if (gpu.Power is { } power) status.PowerWatts = power;
        return status;
    }
}
