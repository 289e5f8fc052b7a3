using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tracker.Core.Monitoring;

/// <summary>Writes a saved state: little-endian, every text and list with its length before it.</summary>
internal sealed class StateWriter
{
    private byte[] _bytes = new byte[8192];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    public void Bool(bool value) => Int64(value ? 1 : 0);

    /// <summary>A number that may be absent.</summary>
    public void Optional(long? value)
    {
        Bool(value.HasValue);
        if (value is { } present) Int64(present);
    }

    /// <summary>A text that may be absent. Ill-formed UTF-16 is kept by writing the code units.</summary>
    public void Text(string? value)
    {
        Int64(value?.Length ?? -1);
        if (value is not null) Raw(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    public void List<T>(IReadOnlyCollection<T> items, Action<StateWriter, T> write)
    {
        Int64(items.Count);
        foreach (var item in items) write(this, item);
    }

    public void Texts(ImmutableSortedDictionary<string, string> texts) => List(texts, static (writer, pair) =>
    {
        writer.Text(pair.Key);
        writer.Text(pair.Value);
    });

    /// <summary>The bits of an unmanaged value.</summary>
    public void Bits<T>(ref readonly T value)
        where T : unmanaged => Raw(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
