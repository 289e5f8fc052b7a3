using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>The same short words come again in every row: each is made once. Holds so many and no more.</summary>
internal sealed class WordPool
{
    private const int Slots = 1024;
    private const int LongestWord = 256;

    private readonly (byte[] Bytes, string Text)[] _words = new (byte[], string)[Slots];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestWord) return Encoding.UTF8.GetString(utf8);
        var hash = 2166136261u;
        foreach (var b in utf8) hash = (hash ^ b) * 16777619;
        ref var word = ref _words[hash % Slots];
        if (word.Bytes is null || !utf8.SequenceEqual(word.Bytes)) word = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return word.Text;
    }
}
