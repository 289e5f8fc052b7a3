namespace Tracker.JobHost.Gpus;

/// <summary>What one GPU says of itself. Null is what it does not say.</summary>
internal sealed record GpuReading
{
    /// <summary>As the driver counts, by PCI bus; a partition (MIG) has its place among those that the job may see.</summary>
    public required int Index { get; init; }

    /// <summary>As GPU-..., or MIG-....</summary>
    public required string Uuid { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Share of the last moments in which something ran on it, 0 to 1.</summary>
    public double? Utilisation { get; init; }

    public long? MemoryUsedBytes { get; init; }

    public long? MemoryTotalBytes { get; init; }

    /// <summary>Degrees Celsius.</summary>
    public double? Temperature { get; init; }

    /// <summary>Watts.</summary>
    public double? Power { get; init; }

    /// <summary>Its memory by process id, where it tells.</summary>
    public IReadOnlyDictionary<int, long> ProcessMemory { get; init; } = new Dictionary<int, long>();

    /// <summary>The reading without what cannot be true.</summary>
    public GpuReading Plausible()
    {
        var total = MemoryTotalBytes is > 0 and < 1L << 45 ? MemoryTotalBytes : null;
        return this with
        {
            Utilisation = Utilisation is >= 0 and <= 1 ? Utilisation : null,
            MemoryTotalBytes = total,
            MemoryUsedBytes = MemoryUsedBytes is >= 0 && MemoryUsedBytes <= total ? MemoryUsedBytes : null,
            Temperature = Temperature is >= -50 and <= 200 ? Temperature : null,
            Power = Power is >= 0 and <= 10_000 ? Power : null,
        };
    }
}
