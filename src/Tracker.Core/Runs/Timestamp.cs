namespace Tracker.Core.Runs;

/// <summary>A point in time. An input everywhere in the core; it never asks a clock.</summary>
/// <param name="Microseconds">Microseconds since the Unix epoch, UTC.</param>
public readonly record struct Timestamp(long Microseconds) : IComparable<Timestamp>
{
    /// <summary>From a date.</summary>
    public static Timestamp From(DateTimeOffset time) => new((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>As a date; clamped to what a date can hold.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(Microseconds, -62_000_000_000_000_000, 250_000_000_000_000_000) * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>The later by so much.</summary>
    public static Timestamp operator +(Timestamp time, TimeSpan span) => new(time.Microseconds + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>The time between the two.</summary>
    public static TimeSpan operator -(Timestamp left, Timestamp right) => TimeSpan.FromMicroseconds(left.Microseconds - right.Microseconds);

    /// <summary>Earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Microseconds < right.Microseconds;

    /// <summary>Later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Microseconds > right.Microseconds;

    /// <summary>Earlier or equal.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Microseconds <= right.Microseconds;

    /// <summary>Later or equal.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Microseconds >= right.Microseconds;
}
