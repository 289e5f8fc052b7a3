namespace Tracker.Replay.Traces;

/// <summary>
/// Noise of mean 0 and standard deviation 1, the same on every machine: twelve uniform draws less six, so that no library function
/// decides a bit; it never leaves -6..6.
/// </summary>
internal sealed class NoiseSource
{
    private ulong _state;

    /// <summary>A source of its own for each metric, so that another metric in a script moves no other.</summary>
    public NoiseSource(ulong seed, string metric)
    {
        _state = seed * 0x9E3779B97F4A7C15;
        foreach (var c in metric) _state = (_state ^ c) * 0x100000001B3;
    }

    public double Next()
    {
        var sum = 0.0;
        for (var i = 0; i < 12; i++) sum += (Draw() >> 11) * (1.0 / (1UL << 53));
        return sum - 6;
    }

    /// <summary>SplitMix64.</summary>
    private ulong Draw()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
