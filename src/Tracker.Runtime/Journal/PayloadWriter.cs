using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Tracker.Runtime.Journal;

/// <summary>Writes the compact binary form of what is stored. One buffer that is used again; not for two threads.</summary>
internal sealed class PayloadWriter
{
    private const int Least = 1024;
    private const int MostKept = 1 << 20;

    [ThreadStatic]
    private static PayloadWriter? _ofThisThread;

    private byte[] _buffer = new byte[Least];
    private int _length;

    /// <summary>
    /// For one record, from its first byte to <see cref="TakeBytes"/> without an await between: a buffer for each of a thousand runs
    /// would be the largest thing in memory.
    /// </summary>
    public static PayloadWriter OfThisThread
    {
        get
        {
            var writer = _ofThisThread ??= new PayloadWriter();
            // What an encoder left that threw is not part of the next record.
            writer._length = 0;
            return writer;
        }
    }

    public byte[] TakeBytes()
    {
        var bytes = _buffer.AsSpan(0, _length).ToArray();
        _length = 0;
        if (_buffer.Length > MostKept) _buffer = new byte[Least];
        return bytes;
    }

    public void Byte(byte value)
    {
        Room(1);
        _buffer[_length++] = value;
    }

    /// <summary>Seven bits a byte, the low ones first.</summary>
    public void Count(ulong value)
    {
        Room(10);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    public void Signed(long value) => Count((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>The first value, then differences; wraps, so that every value comes back.</summary>
    public void Deltas(ReadOnlySpan<long> values)
    {
        var before = 0L;
        foreach (var value in values)
        {
            Signed(unchecked(value - before));
            before = value;
        }
    }

    /// <summary>All 64 bits, whatever they mean.</summary>
    public void Double(double value)
    {
        Room(8);
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_length), BitConverter.DoubleToInt64Bits(value));
        _length += 8;
    }

    public void Id(UInt128 value)
    {
        Room(16);
        BinaryPrimitives.WriteUInt128BigEndian(_buffer.AsSpan(_length), value);
        _length += 16;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Room(value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Count((ulong)length);
        Room(length);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    public void OptionalText(string? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null) Text(value);
    }

    public void OptionalSigned(long? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is { } present) Signed(present);
    }

    public void Texts(ImmutableArray<string> values)
    {
        Count((ulong)values.Length);
        foreach (var value in values) Text(value);
    }

    public void TextMap(ImmutableSortedDictionary<string, string> values)
    {
        Count((ulong)values.Count);
        foreach (var (key, value) in values)
        {
            Text(key);
            Text(value);
        }
    }

    private void Room(int more)
    {
        if (_buffer.Length - _length < more) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }
}
