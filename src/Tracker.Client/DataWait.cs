namespace Tracker.Client;

/// <summary>A wait for data that goes on until it is disposed of, see <see cref="TrackerRun.WaitingForData"/>.</summary>
public readonly record struct DataWait : IDisposable
{
    private readonly DataWaitMeter? _meter;
    private readonly long _since;

    internal DataWait(DataWaitMeter meter, long since)
    {
        _meter = meter;
        _since = since;
    }

    /// <summary>The data is there. Never throws.</summary>
    public void Dispose() => _meter?.Waited(_since);
}
