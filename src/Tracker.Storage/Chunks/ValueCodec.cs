using System.Numerics;
using System.Runtime.InteropServices;

namespace Tracker.Storage.Chunks;

/// <summary>
/// One metric's values of one chunk in the narrowest of four forms, chosen by looking at a sample of them. Every bit comes back.
/// Keeps buffers and the compressor; not for two threads.
/// </summary>
/// <remarks>
/// Noise has no pattern that a compressor could find; what it has is a range. As bits are in the order of the values, a block that stays
/// within 5 % of its value needs the bits of that range alone, which is under what shuffling and zstd come to, at a fifth of their time.
/// </remarks>
internal sealed class ValueCodec : IDisposable
{
    private enum Form : byte
    {
        Constant = 0,
        Bits = 1,
        Decimals = 2,
        Shuffled = 3,
    }

    /// <summary>Above this part of a word's bits a block's range says little, and planes may say more: values on both sides of 0.</summary>
    private const double WideBits = 0.84;

    private const int NarrowBits = 10;

    /// <summary>Under so many values a byte there is nothing to gain.</summary>
    private const int SmallPart = 16;

    private const byte SingleFlag = 0x80;

    private readonly ShuffledColumn _shuffled = new();
    private readonly ByteSink _other = new();
    private long[] _numbers = [];

    public void Write(ByteSink sink, ReadOnlySpan<ulong> words, WordWidth width)
    {
        if (words.IndexOfAnyExcept(words[0]) < 0)
        {
            sink.Byte((byte)Form.Constant);
            sink.UInt64(words[0]);
            return;
        }

        if (_numbers.Length < words.Length) _numbers = new long[words.Length];
        var numbers = _numbers.AsSpan(0, words.Length);
        var start = sink.Length;
        var bits = WriteNumbers(sink, words, numbers, width);
        var written = sink.Length - start;
        var isWide = bits > WideBits * 8 * (int)width;
        if (!isWide && (written < words.Length / SmallPart || !Repeats(words))) return;
        _other.Clear();
        _other.Byte((byte)Form.Shuffled);
        _shuffled.Write(_other, words, width);
        if (_other.Length >= written) return;
        sink.CutTo(start);
        sink.Bytes(_other.Written);
    }

    public void Read(ref ByteSource source, Span<ulong> words, WordWidth width)
    {
        var numbers = MemoryMarshal.Cast<ulong, long>(words);
        switch ((Form)source.Byte())
        {
            case Form.Constant:
                words.Fill(source.UInt64());
                break;
            case Form.Bits:
                var shift = source.Byte();
                if (shift > 63) throw new FormatException("a column in it is shifted too far");
                IntegerColumn.Read(ref source, numbers);
                foreach (ref var word in words) word <<= shift;
                break;
            case Form.Decimals:
                var digits = source.Byte();
                var single = (digits & SingleFlag) != 0;
                digits &= unchecked((byte)~SingleFlag);
                DecimalColumn.Check(digits);
                IntegerColumn.Read(ref source, numbers);
                for (var i = 0; i < words.Length; i++) words[i] = DecimalColumn.Word(numbers[i], digits, width, single);
                break;
            case Form.Shuffled:
                _shuffled.Read(ref source, words, width);
                break;
            default:
                throw new FormatException("a column in it has no known form");
        }
    }

    public void Dispose() => _shuffled.Dispose();

    /// <summary>Writes decimals or bits, whichever is narrower, and says how many bits a value about takes.</summary>
    private static double WriteNumbers(ByteSink sink, ReadOnlySpan<ulong> words, Span<long> numbers, WordWidth width)
    {
        var isDecimal = DecimalColumn.TryRead(words, width, numbers, out var digits, out var single);
        var decimalBits = isDecimal ? IntegerColumn.Choose(numbers).Bits : double.MaxValue;
        if (decimalBits > NarrowBits)
        {
            var shift = Shift(words);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = (long)words[i] >> shift;
            var bits = IntegerColumn.Choose(numbers).Bits;
            if (bits < decimalBits)
            {
                sink.Byte((byte)Form.Bits);
                sink.Byte((byte)shift);
                IntegerColumn.Write(sink, numbers);
                return bits;
            }

            // The bits have taken their place.
            DecimalColumn.TryRead(words, width, numbers, out digits, out single);
        }

        sink.Byte((byte)Form.Decimals);
        sink.Byte((byte)(digits | (single ? SingleFlag : 0)));
        IntegerColumn.Write(sink, numbers);
        return decimalBits;
    }

    /// <summary>Low bits that no value uses, as those of a binary32 that is written as a binary64.</summary>
    private static int Shift(ReadOnlySpan<ulong> words)
    {
        var used = 0UL;
        foreach (var word in words) used |= word;
        return used == 0 ? 0 : BitOperations.TrailingZeroCount(used);
    }

    /// <summary>Half of a few dozen values were there before: a pattern that zstd can find.</summary>
    private static bool Repeats(ReadOnlySpan<ulong> words)
    {
        var looked = words.Slice(words.Length / 2, Math.Min(48, words.Length - (words.Length / 2)));
        var seen = 0;
        for (var i = 1; i < looked.Length; i++)
        {
            if (looked[..i].Contains(looked[i])) seen++;
        }

        return seen * 2 > looked.Length;
    }
}
