using System.Collections.Concurrent;

namespace Tracker.Endurance.Soak;

/// <summary>Answers that the daemon should not have given, with their first sentences.</summary>
internal sealed class Faults
{
    private readonly ConcurrentQueue<string> _sentences = [];

    public int Count => _sentences.Count;

    public IEnumerable<string> Sentences => _sentences.Take(20);

    public void Add(string sentence) => _sentences.Enqueue(sentence.ReplaceLineEndings(" "));
}
