namespace Tracker.Client.Streaming;

/// <summary>How long to wait before the next try: doubling, with a jitter that differs from trainer to trainer and is no dice.</summary>
internal sealed class Backoff(string seed)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private int _failures;

    public void Succeeded() => _failures = 0;

    /// <summary>The wait after one more failure: between half and all of 0.1 s, 0.2 s, 0.4 s ... 5 s.</summary>
    public TimeSpan Failed()
    {
        double full = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(_failures, 16)), Most.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (Fraction(_failures++) / 2)));
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private double Fraction(int round)
    {
        uint hash = 2166136261;
        foreach (char c in seed)
            hash = (hash ^ c) * 16777619;
        hash = (hash ^ (uint)round) * 16777619;
        return (hash >> 8) / (double)(1 << 24);
    }
}
