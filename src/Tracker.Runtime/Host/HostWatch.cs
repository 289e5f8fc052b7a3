using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracker.Runtime.Diagnostics;
using Tracker.Runtime.Jobs;

namespace Tracker.Runtime.Host;

/// <summary>Measures this machine now and then, from /proc and the file system alone.</summary>
public sealed partial class HostWatch : BackgroundService
{
    private readonly HostWatchOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HostWatch> _logger;
    private readonly GpuChild _gpus;
    private CpuTimes? _cpu;
    private HostPicture? _current;
    private bool _failedBefore;

    /// <summary>Measures from its start on.</summary>
    public HostWatch(
        IOptions<HostWatchOptions> options, IOptions<JobOptions> jobs, HostInstruments instruments, TimeProvider time, ILogger<HostWatch> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        var jobHost = _options.JobHost;
        var interval = _options.Interval;
        var environment = JobEnvironment.Common(jobs.Value);
        _gpus = new GpuChild(() => GpuChild.Start(jobHost, interval, environment), interval, time, logger);
        instruments.Observe(() => Current);
    }

    /// <summary>What was measured last; null before the first time, and where nothing is measured.</summary>
    public HostPicture? Current => Volatile.Read(ref _current) is { } measured
        ? measured with { Gpus = [.. _gpus.Page.Gpus], GpuProblem = _gpus.Page.Problem }
        : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Interval == TimeSpan.Zero) return;
        await Task.WhenAll(_gpus.RunAsync(stoppingToken), MeasureAsync(stoppingToken)).ConfigureAwait(false);
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        Measure();
        // A share of processor time needs two looks; nobody wants to wait for the second.
        var first = TimeSpan.FromSeconds(1);
        await Task.Delay(first < _options.Interval ? first : _options.Interval, _time, cancellationToken).ConfigureAwait(false);
        Measure();
        using var timer = new PeriodicTimer(_options.Interval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false)) Measure();
    }

    private void Measure()
    {
        try
        {
            var cpu = CpuTimes.Read();
            var memory = HostMemory.Read();
            var disk = new DriveInfo(_options.Folder);
            Volatile.Write(ref _current, new HostPicture
            {
                Cores = Environment.ProcessorCount,
                CpuShare = cpu is { } now && _cpu is { } before ? now.ShareSince(before) : null,
                MemoryTotalBytes = memory?.TotalBytes ?? 0,
                MemoryAvailableBytes = memory?.AvailableBytes ?? 0,
                DiskTotalBytes = disk.TotalSize,
                DiskFreeBytes = disk.AvailableFreeSpace,
            });
            _cpu = cpu;
        }
        // To measure is a courtesy: whatever fails here stops nothing.
        catch (Exception e)
        {
            if (!_failedBefore) LogFailed(e.Message);
            _failedBefore = true;
            Volatile.Write(ref _current, null);
        }
    }

    [LoggerMessage(3103, LogLevel.Warning, "This machine cannot be measured: {Reason}")]
    private partial void LogFailed(string reason);
}
