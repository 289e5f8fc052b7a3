using System.Runtime.InteropServices;
using System.Text;

namespace Tracker.JobHost.Gpus;

/// <summary>
/// NVIDIA's management library, which comes with the driver. Loaded only in processes of the job host; every call of it may hang with
/// the driver, so that all of them are made by <see cref="NvmlReader"/>'s own thread.
/// </summary>
internal sealed unsafe class Nvml
{
    private const int MostGpus = 64;
    private const int MostProcesses = 512;
    private const int TextBytes = 96;

    private readonly nint _library;
    private readonly delegate* unmanaged[Cdecl]<uint*, int> _count;
    private readonly delegate* unmanaged[Cdecl]<uint, nint*, int> _byIndex;
    private readonly delegate* unmanaged[Cdecl]<byte*, nint*, int> _byUuid;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> _uuid;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> _name;
    private readonly delegate* unmanaged[Cdecl]<nint, Memory*, int> _memory;
    private readonly delegate* unmanaged[Cdecl]<nint, Utilisation*, int> _utilisation;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, uint*, int> _temperature;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, int> _power;
    private readonly delegate* unmanaged[Cdecl]<nint, uint*, ProcessInfo*, int> _processes;

    private Nvml(nint library)
    {
        _library = library;
        _count = (delegate* unmanaged[Cdecl]<uint*, int>)Find("nvmlDeviceGetCount_v2");
        _byIndex = (delegate* unmanaged[Cdecl]<uint, nint*, int>)Find("nvmlDeviceGetHandleByIndex_v2");
        _byUuid = (delegate* unmanaged[Cdecl]<byte*, nint*, int>)Find("nvmlDeviceGetHandleByUUID");
        _uuid = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)Find("nvmlDeviceGetUUID");
        _name = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)Find("nvmlDeviceGetName");
        _memory = (delegate* unmanaged[Cdecl]<nint, Memory*, int>)Find("nvmlDeviceGetMemoryInfo");
        _utilisation = (delegate* unmanaged[Cdecl]<nint, Utilisation*, int>)Find("nvmlDeviceGetUtilizationRates");
        _temperature = (delegate* unmanaged[Cdecl]<nint, uint, uint*, int>)Find("nvmlDeviceGetTemperature");
        _power = (delegate* unmanaged[Cdecl]<nint, uint*, int>)Find("nvmlDeviceGetPowerUsage");
        // The second version has the same layout; drivers before 2020 have neither.
        var processes = Find("nvmlDeviceGetComputeRunningProcesses_v3");
        if (processes == 0) processes = Find("nvmlDeviceGetComputeRunningProcesses_v2");
        _processes = (delegate* unmanaged[Cdecl]<nint, uint*, ProcessInfo*, int>)processes;
    }

    /// <summary>Null where there is no driver, or one that does not work.</summary>
    public static Nvml? TryOpen()
    {
        if (!NativeLibrary.TryLoad("libnvidia-ml.so.1", out var library)) return null;
        var nvml = new Nvml(library);
        if (nvml._count is null || nvml._byIndex is null) return null;
        return nvml.TryStart() ? nvml : null;
    }

    /// <summary>Every GPU that answers, and the partitions that are asked for; null where the library itself does not.</summary>
    public IReadOnlyList<GpuReading>? Read(IEnumerable<(string Uuid, int Place)> partitions)
    {
        uint count = 0;
        // After a reload of the driver the library must be started again.
        if (_count(&count) != 0 && (!TryStart() || _count(&count) != 0)) return null;
        var readings = new List<GpuReading>();
        for (var index = 0u; index < Math.Min(count, MostGpus); index++)
        {
            nint device = 0;
            // One that is lost or not ours is left out; the others are not.
            if (_byIndex(index, &device) == 0) readings.Add(Read(device, (int)index).Plausible());
        }

        foreach (var (uuid, place) in partitions)
        {
            nint device = 0;
            fixed (byte* text = Encoding.UTF8.GetBytes(uuid + '\0'))
            {
                if (_byUuid is not null && _byUuid(text, &device) == 0) readings.Add((Read(device, place) with { Uuid = uuid }).Plausible());
            }
        }

        return readings;
    }

    private GpuReading Read(nint device, int index)
    {
        Memory memory = default;
        Utilisation utilisation = default;
        uint celsius = 0, milliwatts = 0;
        var hasMemory = _memory is not null && _memory(device, &memory) == 0;
        var hasUtilisation = _utilisation is not null && _utilisation(device, &utilisation) == 0;
        var hasTemperature = _temperature is not null && _temperature(device, 0, &celsius) == 0;
        var hasPower = _power is not null && _power(device, &milliwatts) == 0;
        return new GpuReading
        {
            Index = index,
            Uuid = Text(_uuid, device),
            Name = Text(_name, device),
            Utilisation = hasUtilisation ? utilisation.Gpu / 100.0 : null,
            MemoryUsedBytes = hasMemory ? (long)Math.Min(memory.Used, long.MaxValue) : null,
            MemoryTotalBytes = hasMemory ? (long)Math.Min(memory.Total, long.MaxValue) : null,
            Temperature = hasTemperature ? celsius : null,
            Power = hasPower ? milliwatts / 1000.0 : null,
            ProcessMemory = Processes(device),
        };
    }

    private Dictionary<int, long> Processes(nint device)
    {
        var memory = new Dictionary<int, long>();
        if (_processes is null) return memory;
        var infos = stackalloc ProcessInfo[MostProcesses];
        uint count = MostProcesses;
        if (_processes(device, &count, infos) != 0) return memory;
        for (var i = 0; i < Math.Min(count, MostProcesses); i++)
        {
            // The largest number stands for "not available".
            if (infos[i].UsedBytes < 1UL << 45) memory[(int)infos[i].Pid] = memory.GetValueOrDefault((int)infos[i].Pid) + (long)infos[i].UsedBytes;
        }

        return memory;
    }

    private static string Text(delegate* unmanaged[Cdecl]<nint, byte*, uint, int> get, nint device)
    {
        var text = stackalloc byte[TextBytes];
        if (get is null || get(device, text, TextBytes) != 0) return "";
        var bytes = new ReadOnlySpan<byte>(text, TextBytes);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private bool TryStart()
    {
        var start = (delegate* unmanaged[Cdecl]<int>)Find("nvmlInit_v2");
        return start is not null && start() == 0;
    }

    private nint Find(string name) => NativeLibrary.TryGetExport(_library, name, out var address) ? address : 0;

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Utilisation
    {
        public uint Gpu;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint Pid;
        public ulong UsedBytes;
        public uint GpuInstance;
        public uint ComputeInstance;
    }
}
