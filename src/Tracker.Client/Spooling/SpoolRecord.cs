using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Tracker.Client.Spooling;

/// <summary>
/// One message on disk: payload length, samples in it, CRC32C of all the rest, payload; the numbers little-endian and of 32 bits.
/// </summary>
internal static class SpoolRecord
{
    public const int HeaderBytes = 12;

    /// <summary>Far above any message that a daemon takes; a longer length is a torn or foreign header.</summary>
    public const int MaxPayloadBytes = 16 << 20;

    /// <summary>Fills in the header of a record whose payload is in place.</summary>
    public static void Seal(Span<byte> record, int samples)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], samples);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Checksum(record));
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int payloadBytes, out int samples)
    {
        payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(header);
        samples = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return payloadBytes is > 0 and <= MaxPayloadBytes && samples >= 0;
    }

    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) == Checksum(record);

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, MemoryMarshal.Read<ulong>(record));
        ReadOnlySpan<byte> payload = record[HeaderBytes..];
        while (payload.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(payload));
            payload = payload[sizeof(ulong)..];
        }

        foreach (byte rest in payload)
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
