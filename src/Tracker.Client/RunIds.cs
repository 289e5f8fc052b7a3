using System.Buffers;

namespace Tracker.Client;

/// <summary>Ids as they go over the wire: 32 lower-case hexadecimal digits.</summary>
internal static class RunIds
{
    public const string Variable = "TRACKER_RUN";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static bool IsValid(string? id) => id is { Length: 32 } && id.AsSpan().IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>A UUID of version 7, so that ids sort by the time of their making.</summary>
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    public static string NewProducer() => Guid.NewGuid().ToString("N");
}
