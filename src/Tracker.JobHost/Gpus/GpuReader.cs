namespace Tracker.JobHost.Gpus;

/// <summary>Asks the driver for all GPUs. Never throws, and never takes longer than its patience.</summary>
internal abstract class GpuReader
{
    /// <summary>How long a driver may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How it asks: nvml or nvidia-smi.</summary>
    public abstract string Source { get; }

    /// <summary>Reading more often would cost more than it tells.</summary>
    public abstract TimeSpan LeastInterval { get; }

    /// <summary>One sentence where the last reading failed; else null.</summary>
    public string? Problem { get; protected set; }

    /// <summary>What answered; null where the reading failed.</summary>
    public abstract Task<IReadOnlyList<GpuReading>?> ReadAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>The library where it works, else the program where it is installed, else null: this machine has no GPU to speak of.</summary>
    public static async Task<GpuReader?> FindAsync(VisibleGpus visible, TimeProvider time, CancellationToken cancellationToken)
    {
        if (visible.IsNone) return null;
        var nvml = new NvmlReader(visible);
        if (await nvml.OpensAsync(time, cancellationToken).ConfigureAwait(false)) return nvml;
        return NvidiaSmi.Find() is { } program ? new NvidiaSmiReader(program) : null;
    }
}
