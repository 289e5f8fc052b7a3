using System.Collections.Immutable;

namespace Tracker.Runtime.Journal;

/// <summary>A metric as few points, in the order in which its samples came.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Rank">Its rank.</param>
/// <param name="Points">The smallest and the largest value of each piece of the curve, at their own steps.</param>
/// <param name="Samples">Samples that the points stand for.</param>
/// <param name="NonFinite">How many of these are NaN or infinite.</param>
/// <param name="Min">The smallest finite value; null where there is none.</param>
/// <param name="Max">The largest finite value; null where there is none.</param>
/// <param name="Last">The last sample; null where there is none.</param>
public sealed record Curve(
    string Metric,
    int Rank,
    ImmutableArray<CurvePoint> Points,
    long Samples,
    long NonFinite,
    CurvePoint? Min,
    CurvePoint? Max,
    CurvePoint? Last);

/// <summary>One sample of a curve.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Time">Microseconds since the Unix epoch, by the trainer's clock.</param>
/// <param name="Value">Its value; NaN where its whole piece of the curve is not finite.</param>
/// <param name="Attempt">The attempt that made it.</param>
/// <param name="NonFinite">Samples that are NaN or infinite in the piece of the curve that begins here; 0 at its second point.</param>
public readonly record struct CurvePoint(long Step, long Time, double Value, int Attempt, long NonFinite = 0);
