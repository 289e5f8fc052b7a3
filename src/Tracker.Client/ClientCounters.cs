namespace Tracker.Client;

/// <summary>Why a sample was not taken or not kept.</summary>
internal enum DropReason
{
    Closed,
    QueueFull,
    SpoolFull,
    BadName,
    BadStep,
    SetRefused,
}

/// <summary>The counters behind <see cref="RunCounters"/>, by reason where samples are lost.</summary>
internal sealed class ClientCounters
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private long _logged;
    private long _sent;
    private long _acknowledged;
    private long _rejected;

    public void Logged(int samples) => Interlocked.Add(ref _logged, samples);

    public void Sent(int samples) => Interlocked.Add(ref _sent, samples);

    public void Acknowledged(int samples) => Interlocked.Add(ref _acknowledged, samples);

    public void Rejected(int samples) => Interlocked.Add(ref _rejected, samples);

    public void Drop(DropReason reason, int samples) => Interlocked.Add(ref _dropped[(int)reason], samples);

    public long Dropped(DropReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    public RunCounters Read()
    {
        long dropped = 0;
        for (int i = 0; i < _dropped.Length; i++)
            dropped += Interlocked.Read(ref _dropped[i]);
        return new RunCounters(
            Interlocked.Read(ref _logged), Interlocked.Read(ref _sent), Interlocked.Read(ref _acknowledged), dropped,
            Interlocked.Read(ref _rejected));
    }
}
