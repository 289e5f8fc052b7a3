using System.Globalization;
using System.Text;
using Tracker.Runtime.Access;

namespace Tracker.Daemon.Wire;

/// <summary>What may be a name, and how a text of a caller is shown in a sentence.</summary>
internal static class Names
{
    private const int ShownLength = 48;

    /// <param name="what">What the text is, as "metric name".</param>
    /// <param name="text">The text; may not be empty.</param>
    /// <param name="mostBytes">Bytes of UTF-8 at most.</param>
    /// <returns>One sentence; null when the name is good.</returns>
    public static string? Problem(string what, string text, int mostBytes) =>
        text.Length == 0 ? $"a {what} is empty: give it 1 to {mostBytes} bytes." : TextProblem(what, text, mostBytes, allowLines: false);

    public static bool IsTooLong(string text, int mostBytes) => Encoding.UTF8.GetByteCount(text) > mostBytes;

    /// <summary>As <see cref="Problem"/>, for texts that may be empty and, where so allowed, have lines.</summary>
    public static string? TextProblem(string what, string text, int mostBytes, bool allowLines)
    {
        // Before any sentence that would repeat it.
        if (Secret.IsIn(text)) return $"the {what} holds a token, which everybody who reads it would have: take it out, revoke it (tracker token revoke) and make another.";
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > mostBytes) return $"the {what} '{Shorten(text)}' has {bytes} bytes, {mostBytes} is the most: shorten it.";
        foreach (var c in text)
        {
            if (!IsControl(c) || (allowLines && c is '\n' or '\r' or '\t')) continue;
            return $"the {what} '{Shorten(text)}' has the control character U+{(int)c:X4}: remove it.";
        }

        return null;
    }

    /// <summary>The text as a sentence can show it: short, and without anything that could break a line or a terminal.</summary>
    public static string Shorten(string text)
    {
        var shown = new StringBuilder(ShownLength);
        foreach (var c in Secret.Conceal(text))
        {
            if (shown.Length == ShownLength) return shown.Append('…').ToString();
            shown.Append(IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return shown.ToString();
    }

    /// <summary>A message of a library as the end of a sentence.</summary>
    public static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
