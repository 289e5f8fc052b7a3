namespace Tracker.Plugins.SickTrainer.Tasks;

/// <summary>
/// The next character of a text. A sentence of the text is noun, verb, noun, of 15 words each, made of 13 letters and a blank; a sample is
/// the eight characters before, each as a fixed code of four numbers.
/// </summary>
internal static class CharactersTask
{
    /// <summary>Numbers that stand for one character.</summary>
    public const int Code = 4;

    /// <summary>Training samples.</summary>
    public const int Train = 3_000;

    private const int Letters = 13;
    private const int Blank = Letters;
    private const int Window = 8;
    private const int Words = 15;
    private const int Validation = 800;

    public static TaskData Of(long seed)
    {
        var random = Draws.For(seed, 3);
        var nouns = Lexicon(random);
        var verbs = Lexicon(random);
        var codes = Enumerable.Range(0, Letters + 1).Select(_ => Enumerable.Range(0, Code).Select(_ => (float)random.Normal()).ToArray()).ToArray();
        var text = new List<int>();
        while (text.Count < Train + (2 * Window) + Validation)
        {
            foreach (var lexicon in new[] { nouns, verbs, nouns })
            {
                text.AddRange(lexicon[random.Next(Words)]);
                text.Add(Blank);
            }
        }

        var (train, trainLabels) = Samples(text, 0, Train, codes);
        // A window apart, so that no character is in both.
        var (validation, validationLabels) = Samples(text, Train + Window, Validation, codes);
        return new(train, trainLabels, validation, validationLabels, Letters + 1);
    }

    // Every letter is used as often as any other, so that none is too rare to be learned.
    private static int[][] Lexicon(Random random)
    {
        var bag = new Stack<int>();
        return [.. Enumerable.Range(0, Words).Select(_ => Enumerable.Range(0, random.Next(4, 8)).Select(_ => Draw()).ToArray())];

        int Draw()
        {
            if (bag.Count == 0) foreach (var letter in random.Order(Letters)) bag.Push(letter);
            return bag.Pop();
        }
    }

    private static (float[][] Inputs, long[] Labels) Samples(List<int> text, int first, int count, float[][] codes)
    {
        var inputs = Enumerable.Range(first, count).Select(i => text[i..(i + Window)].SelectMany(letter => codes[letter]).ToArray()).ToArray();
        return (inputs, [.. Enumerable.Range(first, count).Select(i => (long)text[i + Window])]);
    }
}
