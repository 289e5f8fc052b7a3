namespace Tracker.Plugins.Torch;

/// <summary>Which share of their time training steps wait for data.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _began;
    private long _waited;
    private long _worked;

    /// <summary>So much was measured that it is worth telling.</summary>
    public bool IsDue => time.GetElapsedTime(0, _worked) >= Interval;

    public void Begin() => _began = time.GetTimestamp();

    public void HasData() => _waited += time.GetTimestamp() - _began;

    public void End() => _worked += time.GetTimestamp() - _began;

    /// <summary>0 to 1 since the last time; null where no step was made.</summary>
    public double? TakeShare()
    {
        double? share = _worked > 0 ? Math.Clamp((double)_waited / _worked, 0, 1) : null;
        (_waited, _worked) = (0, 0);
        return share;
    }
}
