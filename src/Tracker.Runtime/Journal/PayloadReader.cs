using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Tracker.Runtime.Journal;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote. Bytes that make no sense are a <see cref="FormatException"/>, nothing else.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Offset { get; private set; }

    public byte Byte() => Take(1)[0];

    public ulong Count()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Damaged();
    }

    /// <summary>A number of things, each of which takes so many bytes at least: so that damage never makes us reserve gigabytes.</summary>
    public int Length(int least)
    {
        var count = Count();
        if (count > (ulong)((_bytes.Length - Offset) / Math.Max(least, 1))) throw Damaged();
        return (int)count;
    }

    public int Int32() => checked((int)Signed());

    public long Signed()
    {
        var value = Count();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long[] Deltas(int count)
    {
        var values = new long[count];
        var before = 0L;
        for (var i = 0; i < count; i++) values[i] = before = unchecked(before + Signed());
        return values;
    }

    public double Double() => BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    public UInt128 Id() => BinaryPrimitives.ReadUInt128BigEndian(Take(16));

    public string Text() => Encoding.UTF8.GetString(Take(Length(1)));

    public string? OptionalText() => Byte() == 0 ? null : Text();

    public long? OptionalSigned() => Byte() == 0 ? null : Signed();

    public ImmutableArray<string> Texts()
    {
        var texts = ImmutableArray.CreateBuilder<string>(Length(1));
        while (texts.Count < texts.Capacity) texts.Add(Text());
        return texts.MoveToImmutable();
    }

    public ImmutableSortedDictionary<string, string> TextMap()
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (var left = Length(2); left > 0; left--) map[Text()] = Text();
        return map.ToImmutable();
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)(_bytes.Length - Offset)) throw Damaged();
        var taken = _bytes.Slice(Offset, length);
        Offset += length;
        return taken;
    }

    /// <summary>The version that the record was written in.</summary>
    public byte Version(byte known)
    {
        var version = Byte();
        if (version > known) throw new FormatException($"A stored record has version {version}; this Tracker knows {known}. Use the newer one.");
        return version;
    }

    private static FormatException Damaged() => new("A stored record is damaged.");
}
