using System.Runtime.InteropServices;
using Tracker.Client;
using Tracker.JobHost.Gpus;
using Tracker.JobHost.Reporting;

namespace Tracker.JobHost.Sampling;

/// <summary>
/// Measures the job from its start to its end and reports that to its run, as a producer of its own: the trainer's samples and these
/// never share a row. What cannot be measured is left out; nothing of it disturbs the job.
/// </summary>
internal sealed class SystemSampler : IAsyncDisposable
{
    // Early enough that a short job has one, late enough that its rates mean something.
    private static readonly TimeSpan FirstSample = TimeSpan.FromSeconds(1);

    private readonly JobSpec _spec;
    private readonly TrackerRun _run;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly HostSampler _host;
    private readonly GpuSampler _gpus;
    private readonly HashSet<string> _said = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _sampling;
    private long _step = -1;

    private SystemSampler(JobSpec spec, TimeSpan interval, TimeProvider time)
    {
        _spec = spec;
        _run = TrackerRun.Start(JobRunOptions.OfSystemSeries(spec));
        _time = time;
        _interval = interval;
        var processes = new ProcessTree(Environment.ProcessId);
        _host = new HostSampler(spec.JobDirectory, processes, time);
        _gpus = new GpuSampler(VisibleGpus.Parse(Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")), processes, time);
        _sampling = Task.Run(RunAsync);
    }

    /// <summary>Null where it is switched off, or cannot begin; the job goes on without.</summary>
    public static SystemSampler? TryStart(JobSpec spec, TimeProvider time)
    {
        if (SamplingInterval.Parse(Environment.GetEnvironmentVariable(SamplingInterval.Variable)) is not { } interval) return null;
        try
        {
            return new SystemSampler(spec, interval, time);
        }
        // Whatever is wrong with measuring, the training is what was asked for.
        catch (Exception e)
        {
            Console.Error.WriteLine($"tracker: system series are not reported: {e.Message}");
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isSent = await _run.FlushAsync().ConfigureAwait(false);
        await _run.DisposeAsync().ConfigureAwait(false);
        if (isSent) JobRunOptions.DeleteSystemSpool(_spec);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var started = _time.GetTimestamp();
        var samples = new List<(string Name, double Value)>();
        for (var pause = _interval < FirstSample ? _interval : FirstSample; ; pause = _interval)
        {
            await Task.Delay(pause, _time, _end.Token).ConfigureAwait(false);
            // Two samples within a second must not be one step: the later would be late.
            _step = Math.Max(_step + 1, (long)_time.GetElapsedTime(started).TotalSeconds);
            Try("the job's processes", _host.Processes, samples);
            Try("the host", _host.Machine, samples);
            Try("the disk", _host.Disk, samples);
            Log(samples);
            // Apart, because a driver may take its time.
            await SampleGpusAsync(samples).ConfigureAwait(false);
            Log(samples);
        }
    }

    private void Log(List<(string Name, double Value)> samples)
    {
        _run.Log(_step, CollectionsMarshal.AsSpan(samples));
        samples.Clear();
    }

    private void Try(string what, Action<List<(string Name, double Value)>> measure, List<(string Name, double Value)> samples)
    {
        try
        {
            measure(samples);
        }
        // A reading that fails is left out; the others and the job go on.
        catch (Exception e)
        {
            SayOnce(what, e.Message);
        }
    }

    private async Task SampleGpusAsync(List<(string Name, double Value)> samples)
    {
        try
        {
            await _gpus.SampleAsync(samples, _end.Token).ConfigureAwait(false);
            if (_gpus.Problem is { } problem) SayOnce("the GPUs", problem);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SayOnce("the GPUs", e.Message);
        }
    }

    private void SayOnce(string what, string why)
    {
        if (_said.Add(what)) Console.Error.WriteLine($"tracker: {what} cannot be measured, so those system series are left out: {why}");
    }
}
