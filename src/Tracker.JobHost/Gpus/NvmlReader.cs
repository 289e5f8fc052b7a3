namespace Tracker.JobHost.Gpus;

/// <summary>
/// Calls the library on a thread of its own. A driver that hangs holds that thread and nobody else; while it does, nothing more is asked.
/// </summary>
internal sealed class NvmlReader : GpuReader
{
    private readonly VisibleGpus _visible;
    private Nvml? _nvml;
    private Task<IReadOnlyList<GpuReading>?>? _asked;

    public NvmlReader(VisibleGpus visible) => _visible = visible;

    public override string Source => "nvml";

    public override TimeSpan LeastInterval => TimeSpan.Zero;

    /// <summary>False where there is no library or driver. One that hangs at its start is there: it may still come.</summary>
    public async Task<bool> OpensAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await ReadAsync(time, cancellationToken).ConfigureAwait(false);
        return _asked is not null || Volatile.Read(ref _nvml) is not null;
    }

    public override async Task<IReadOnlyList<GpuReading>?> ReadAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        _asked ??= Ask();
        try
        {
            var readings = await _asked.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            _asked = null;
            Problem = readings is null ? "the NVIDIA driver does not answer." : null;
            return readings;
        }
        catch (TimeoutException)
        {
            Problem = $"the NVIDIA driver does not answer within {Patience.TotalSeconds:0} s.";
            return null;
        }
    }

    private Task<IReadOnlyList<GpuReading>?> Ask()
    {
        var answer = new TaskCompletionSource<IReadOnlyList<GpuReading>?>(TaskCreationOptions.RunContinuationsAsynchronously);
        // In the background: the process can end while the driver hangs. Small: it only calls.
        var thread = new Thread(() => Answer(answer), 256 << 10) { IsBackground = true, Name = "nvml" };
        thread.Start();
        return answer.Task;
    }

    private void Answer(TaskCompletionSource<IReadOnlyList<GpuReading>?> answer)
    {
        try
        {
            var nvml = _nvml ?? Nvml.TryOpen();
            Volatile.Write(ref _nvml, nvml);
            answer.SetResult(nvml?.Read(_visible.Partitions));
        }
        // On a thread of its own nothing may be thrown; what went wrong, the driver did not answer.
        catch (Exception)
        {
            answer.TrySetResult(null);
        }
    }
}
