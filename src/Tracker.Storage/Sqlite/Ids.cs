using System.Buffers.Binary;
using Tracker.Core.Runs;

namespace Tracker.Storage.Sqlite;

/// <summary>Ids as blobs of 16 bytes, whose order is the order of the ids.</summary>
internal static class Ids
{
    public static byte[] ToBytes(this RunId run) => ToBytes(run.Value);

    public static byte[] ToBytes(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    public static RunId ToRunId(byte[] bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>The first and the last id that start with 1 to 32 lower-case hexadecimal digits; null where the text is none of that.</summary>
    public static (RunId First, RunId Last)? Prefix(string text)
    {
        if (text.Length is 0 or > 32) return null;
        return RunId.TryParse(text.PadRight(32, '0'), out var first) && RunId.TryParse(text.PadRight(32, 'f'), out var last)
            ? (first, last)
            : null;
    }
}
