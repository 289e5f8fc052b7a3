using System.Buffers.Binary;
using System.Numerics;

namespace Tracker.Storage.Chunks;

/// <summary>Bytes that are being written: one buffer that is used again. Not for two threads.</summary>
internal sealed class ByteSink
{
    private byte[] _buffer = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Gives up what was written behind a length.</summary>
    public void CutTo(int length) => Length = length;

    /// <summary>So many bytes more, to be filled in at once.</summary>
    public Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count) Array.Resize(ref _buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(Length + count)));
        var taken = _buffer.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Fills in what was left open.</summary>
    public void Patch(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(at), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Id(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Take(16), value);

    /// <summary>Seven bits a byte, the low ones first.</summary>
    public void Count(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Signed(long value) => Count((ulong)((value << 1) ^ (value >> 63)));
}
