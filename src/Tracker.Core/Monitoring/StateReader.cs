using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tracker.Core.Monitoring;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
/// <exception cref="FormatException">Thrown by every member when the bytes end too soon or make no sense.</exception>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public delegate T ReadItem<T>(ref StateReader reader);

    public readonly bool AtEnd => _rest.IsEmpty;

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(sizeof(long)));

    public int Int32() => Int64() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Broken();

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Raw(sizeof(double)));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Raw(16));

    public bool Bool() => Int64() switch { 0 => false, 1 => true, _ => throw Broken() };

    public long? Optional() => Bool() ? Int64() : null;

    public string? Text()
    {
        var length = Int64();
        if (length == -1) return null;
        if (length < 0 || length > _rest.Length / sizeof(char)) throw Broken();
        return new string(MemoryMarshal.Cast<byte, char>(Raw((int)length * sizeof(char))));
    }

    public string RequiredText() => Text() ?? throw Broken();

    public List<T> List<T>(ReadItem<T> read)
    {
        var count = Int64();
        if (count < 0 || count > _rest.Length) throw Broken();
        var items = new List<T>((int)count);
        for (var i = 0; i < count; i++) items.Add(read(ref this));
        return items;
    }

    public ImmutableSortedDictionary<string, string> Texts() => List(static (ref StateReader reader) =>
        KeyValuePair.Create(reader.RequiredText(), reader.RequiredText())).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The bits of an unmanaged value.</summary>
    public void Bits<T>(ref T value)
        where T : unmanaged => Raw(Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(new Span<T>(ref value)));

    public ReadOnlySpan<byte> Raw(int count)
    {
        if (count < 0 || count > _rest.Length) throw Broken();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public static FormatException Broken() => new("These bytes are no saved state of a run monitor: they were cut or changed.");
}
