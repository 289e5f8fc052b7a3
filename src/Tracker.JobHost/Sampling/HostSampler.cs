using Tracker.Runtime.Host;

namespace Tracker.JobHost.Sampling;

/// <summary>Measures the machine, the disk that the job writes to, and the job's processes. Rates are those since the last time.</summary>
internal sealed class HostSampler(string folder, ProcessTree processes, TimeProvider time)
{
    private CpuTimes? _cpu = CpuTimes.Read();
    private TreeUsage? _usage = processes.Read();
    private long _readAt = time.GetTimestamp();

    public void Machine(List<(string Name, double Value)> samples)
    {
        var cpu = CpuTimes.Read();
        if (cpu is { } now && _cpu is { } before && now.ShareSince(before) is { } share) samples.Add((SystemSeries.HostCpu, share));
        _cpu = cpu;
        if (HostMemory.Read() is { } memory)
            samples.Add((SystemSeries.HostMemory, (double)(memory.TotalBytes - memory.AvailableBytes) / memory.TotalBytes));
    }

    public void Disk(List<(string Name, double Value)> samples)
    {
        var drive = new DriveInfo(folder);
        if (drive.TotalSize > 0) samples.Add((SystemSeries.DiskUsed, 1 - ((double)drive.AvailableFreeSpace / drive.TotalSize)));
    }

    public void Processes(List<(string Name, double Value)> samples)
    {
        var at = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_readAt, at).TotalSeconds;
        var usage = processes.Read();
        if (usage is { } now)
        {
            samples.Add((SystemSeries.ProcessMemory, now.ResidentBytes));
            if (_usage is { } before && seconds > 0)
            {
                // What left the job altogether took its counters along.
                samples.Add((SystemSeries.ProcessCpu, Math.Max(0, now.CpuSeconds - before.CpuSeconds) / seconds));
                if (now.HasIo && before.HasIo)
                {
                    samples.Add((SystemSeries.DiskRead, Math.Max(0, now.ReadBytes - before.ReadBytes) / seconds));
                    samples.Add((SystemSeries.DiskWritten, Math.Max(0, now.WrittenBytes - before.WrittenBytes) / seconds));
                }
            }
        }

        _usage = usage;
        _readAt = at;
    }
}
