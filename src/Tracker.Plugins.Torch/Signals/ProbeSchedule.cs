namespace Tracker.Plugins.Torch.Signals;

/// <summary>Which steps are probed: every so many, or as often as the budget of time allows.</summary>
internal sealed class ProbeSchedule(RichSignalsOptions options, TimeProvider time)
{
    private const double StartUp = 10;

    private long _start = -1;
    private long _firstStep;
    private TimeSpan _last;
    private TimeSpan _counted;

    /// <summary>Probes so far.</summary>
    public long Probes { get; private set; }

    /// <summary>What they took.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>Since the first step, without what was spent on probes.</summary>
    public TimeSpan Worked => _start < 0 ? TimeSpan.Zero : time.GetElapsedTime(_start) - Spent;

    public bool IsDue(long step)
    {
        if (_start < 0) (_start, _firstStep) = (time.GetTimestamp(), step);
        if (options.EverySteps is { } every) return (step - _firstStep) % every == 0;
        return Probes == 0 || _counted + _last <= options.Budget * Worked;
    }

    public void Record(TimeSpan cost)
    {
        Probes++;
        Spent += cost;

        // The first one has its code compiled; that comes once, and would keep a short run from a second probe.
        _last = Probes == 1 ? cost / StartUp : cost;
        _counted = Probes == 2 ? 2 * cost : _counted + _last;
    }
}
