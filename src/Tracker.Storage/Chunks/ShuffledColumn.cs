namespace Tracker.Storage.Chunks;

/// <summary>
/// Values as planes of bytes: all first bytes, all second bytes, and so on. Planes that can be compressed are, with zstd; the rest
/// (the mantissas of noise) is stored as it is, which costs nothing.
/// </summary>
internal sealed class ShuffledColumn : IDisposable
{
    private const int Level = 1;
    private const int Looked = 1024;

    /// <summary>Pairs that are equal among random bytes are one in 256; up to one in 160 (7.3 bits a byte) zstd is not worth its time.</summary>
    private const int Incompressible = 160;

    private readonly ZstdSharp.Compressor _compressor = new(Level);
    private readonly ZstdSharp.Decompressor _decompressor = new();
    private byte[] _planes = [];

    public void Write(ByteSink sink, ReadOnlySpan<ulong> words, WordWidth width)
    {
        Room(words.Length * (int)width);
        var packed = 0;
        var mask = 0;
        for (var plane = 0; plane < (int)width; plane++)
        {
            var target = _planes.AsSpan(packed, words.Length);
            Gather(words, plane, target);
            if (!IsCompressible(target)) continue;
            mask |= 1 << plane;
            packed += words.Length;
        }

        sink.Byte((byte)mask);
        var start = sink.Length;
        if (packed > 0)
        {
            sink.UInt32(0);
            var room = ZstdSharp.Compressor.GetCompressBound(packed);
            var length = _compressor.Wrap(_planes.AsSpan(0, packed), sink.Take(room));
            sink.CutTo(start);
            sink.UInt32((uint)length);
            sink.Take(length);
        }

        for (var plane = 0; plane < (int)width; plane++)
        {
            if ((mask & (1 << plane)) == 0) Gather(words, plane, sink.Take(words.Length));
        }
    }

    public void Read(ref ByteSource source, Span<ulong> words, WordWidth width)
    {
        var mask = (int)source.Byte();
        words.Clear();
        if (mask >> (int)width != 0) throw new FormatException("a column in it has too many planes");
        var packed = System.Numerics.BitOperations.PopCount((uint)mask) * words.Length;
        if (packed > 0)
        {
            Room(packed);
            var length = source.Count32();
            try
            {
                if (_decompressor.Unwrap(source.Take(length), _planes.AsSpan(0, packed)) != packed)
                    throw new FormatException("a column in it is too short");
            }
            catch (ZstdSharp.ZstdException error)
            {
                throw new FormatException("a column in it cannot be decompressed", error);
            }
        }

        ReadOnlySpan<byte> unpacked = _planes;
        for (var plane = 0; plane < (int)width; plane++)
        {
            if ((mask & (1 << plane)) == 0)
            {
                Scatter(source.Take(words.Length), plane, words);
                continue;
            }

            Scatter(unpacked[..words.Length], plane, words);
            unpacked = unpacked[words.Length..];
        }
    }

    public void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }

    private static void Gather(ReadOnlySpan<ulong> words, int plane, Span<byte> target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = (byte)(words[i] >> (plane * 8));
    }

    private static void Scatter(ReadOnlySpan<byte> bytes, int plane, Span<ulong> words)
    {
        for (var i = 0; i < bytes.Length; i++) words[i] |= (ulong)bytes[i] << (plane * 8);
    }

    private static bool IsCompressible(ReadOnlySpan<byte> plane)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        var looked = plane[..Math.Min(Looked, plane.Length)];
        foreach (var value in looked) counts[value]++;
        var equal = 0L;
        foreach (var count in counts) equal += (long)count * (count - 1);
        return equal * Incompressible > (long)looked.Length * (looked.Length - 1);
    }

    private void Room(int bytes)
    {
        if (_planes.Length < bytes) _planes = new byte[bytes];
    }
}
