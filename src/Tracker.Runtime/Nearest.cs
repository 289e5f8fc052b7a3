namespace Tracker.Runtime;

/// <summary>The known word that somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>" (did you mean X?)", or nothing where none is near enough.</summary>
    public static string Hint(string word, IEnumerable<string> known) => To(word, known) is { } nearest ? $" (did you mean {nearest}?)" : "";

    /// <summary>Null where none is near enough: two slips of letters without case, a third of a long word, or its short form.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (Word: candidate, Distance: Distance(word, candidate)))
            .OrderBy(c => c.Distance).ThenBy(c => c.Word, StringComparer.Ordinal).FirstOrDefault();
        if (best.Word is null) return null;
        var isShortForm = IsShortForm(best.Word, word);
        if (best.Distance <= Math.Max(best.Word.Length > 3 ? 2 : 1, best.Word.Length / 3) || isShortForm) return best.Word;
        return known.FirstOrDefault(candidate => IsShortForm(candidate, word));
    }

    // lr is what learningrate, learning_rate and learning-rate are shortened to: its letters are in them in order and lead words.
    private static bool IsShortForm(string shorter, string longer)
    {
        if (shorter.Length < 2 || shorter.Length >= longer.Length || char.ToLowerInvariant(shorter[0]) != char.ToLowerInvariant(longer[0])) return false;
        var at = 0;
        foreach (var letter in longer)
        {
            if (at < shorter.Length && char.ToLowerInvariant(letter) == char.ToLowerInvariant(shorter[at])) at++;
        }

        return at == shorter.Length;
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                var next = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost);
                diagonal = row[j];
                row[j] = next;
            }
        }

        return row[^1];
    }
}
