using System.Buffers.Binary;

namespace Tracker.Storage.Chunks;

/// <summary>Reads what <see cref="ByteSink"/> wrote. Bytes that make no sense are a <see cref="FormatException"/>.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Offset { get; private set; }

    public readonly int Left => _bytes.Length - Offset;

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left) throw new FormatException("it ends too early");
        var taken = _bytes.Slice(Offset, count);
        Offset += count;
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A length of 32 bits.</summary>
    public int Count32() => UInt32() is var count and <= int.MaxValue ? (int)count : throw new FormatException("a length in it is impossible");

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public UInt128 Id() => BinaryPrimitives.ReadUInt128BigEndian(Take(16));

    public ulong Count()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new FormatException("a number in it has no end");
    }

    public long Signed()
    {
        var value = Count();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of things that cannot be more than so many.</summary>
    public int Count(int most)
    {
        var count = Count();
        return count <= (ulong)most ? (int)count : throw new FormatException($"it says {count} where {most} is the most");
    }
}
