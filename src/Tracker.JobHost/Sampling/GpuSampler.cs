using Tracker.JobHost.Gpus;

namespace Tracker.JobHost.Sampling;

/// <summary>Measures the GPUs that the job may see, and how much of them is the job's own.</summary>
internal sealed class GpuSampler(VisibleGpus visible, ProcessTree processes, TimeProvider time)
{
    // A driver may be installed, or come back, while a job of days runs; asking for one costs a search for a library.
    private static readonly TimeSpan SearchInterval = TimeSpan.FromMinutes(10);

    private GpuReader? _reader;
    private long _triedAt;
    private bool _tried;

    /// <summary>One sentence where the last reading failed; else null.</summary>
    public string? Problem => _reader?.Problem;

    /// <summary>Adds their series; none where there is no GPU, or none that answers.</summary>
    public async Task SampleAsync(List<(string Name, double Value)> samples, CancellationToken cancellationToken)
    {
        var wait = _reader?.LeastInterval ?? SearchInterval;
        if (_tried && time.GetElapsedTime(_triedAt) < wait) return;
        _tried = true;
        _triedAt = time.GetTimestamp();
        _reader ??= await GpuReader.FindAsync(visible, time, cancellationToken).ConfigureAwait(false);
        if (_reader is null || await _reader.ReadAsync(time, cancellationToken).ConfigureAwait(false) is not { } readings) return;
        foreach (var gpu in visible.Choose(readings).Take(SystemSeries.MostGpus)) Add(gpu, samples);
    }

    private void Add(GpuReading gpu, List<(string Name, double Value)> samples)
    {
        Add("utilisation", gpu.Utilisation);
        Add("memory-bytes", gpu.MemoryUsedBytes);
        Add("temperature", gpu.Temperature);
        Add("power", gpu.Power);
        // In a container the driver may speak of ids that mean nothing here: then it is not told.
        var own = gpu.ProcessMemory.Where(pair => processes.Members.Contains(pair.Key)).Select(static pair => pair.Value).ToArray();
        Add("process-memory-bytes", own.Length > 0 ? own.Sum() : null);

        void Add(string what, double? value)
        {
            if (value is { } known) samples.Add((SystemSeries.Gpu(gpu.Index, what), known));
        }
    }
}
