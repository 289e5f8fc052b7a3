using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>
/// CRC-32C of an entry: its bytes, and where and when it stands. SQLite notices damage of its own structure, and none of what lies in it.
/// </summary>
internal static class EntrySum
{
    public static uint Of(ReadOnlySpan<byte> body, EntryKind kind, long position, Timestamp receivedAt)
    {
        var sum = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(body)) sum = BitOperations.Crc32C(sum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var last in body[(body.Length & ~7)..]) sum = BitOperations.Crc32C(sum, last);
        sum = BitOperations.Crc32C(sum, (byte)kind);
        sum = BitOperations.Crc32C(sum, (ulong)position);
        return ~BitOperations.Crc32C(sum, (ulong)receivedAt.Microseconds);
    }
}
