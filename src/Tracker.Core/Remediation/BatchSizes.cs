using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;
using Tracker.Core.Metrics;

namespace Tracker.Core.Remediation;

/// <summary>Batch sizes that are worth a try: powers of two.</summary>
internal static class BatchSizes
{
    /// <summary>What the noise scale asks for, else 4 times as many, 32 at least; an eighth of the data at most.</summary>
    public static long Larger(in RunView view, long batch)
    {
        ref readonly var noise = ref view.Signal(Signal.NoiseScale);
        var wanted = noise.Count > 0 && noise.Fast > 0 ? Math.Min(noise.Fast, 64.0 * batch) : 4.0 * batch;
        var samples = DataSize.Of(view).Samples;
        var most = samples > 0 ? samples / 8.0 : double.PositiveInfinity;
        return Math.Max(2 * batch, PowerOfTwo(Math.Min(Math.Max(32, wanted), most)));
    }

    /// <summary>A quarter; where the data is known, so that an epoch has 20 updates.</summary>
    public static long Smaller(in RunView view, long batch)
    {
        var samples = DataSize.Of(view).Samples;
        var wanted = samples > 0 ? Math.Min(batch / 4.0, samples / 20.0) : batch / 4.0;
        return Math.Clamp(PowerOfTwo(wanted), 1, Math.Max(1, batch / 2));
    }

    private static long PowerOfTwo(double about) => 1L << (int)Math.Clamp(Math.Round(Math.Log2(Math.Max(1, about))), 0, 30);
}
