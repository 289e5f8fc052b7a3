using System.Globalization;

namespace Tracker.Replay.Traces;

/// <summary>Reads the words, numbers and signs of one line; spaces between them do not count.</summary>
internal sealed class LineScanner(string text, int line)
{
    private int _at;

    public int Line => line;

    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return _at >= text.Length;
        }
    }

    /// <summary>The sign that comes next; 0 at the end.</summary>
    public char Next => AtEnd ? '\0' : text[_at];

    /// <summary>Takes the sign if it comes next.</summary>
    public bool Try(char sign)
    {
        if (AtEnd || text[_at] != sign) return false;
        _at++;
        return true;
    }

    /// <summary>Takes the word if it comes next as a whole word.</summary>
    public bool Try(string word)
    {
        if (AtEnd || !text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)) return false;
        var end = _at + word.Length;
        if (end < text.Length && IsNamePart(text[end])) return false;
        _at = end;
        return true;
    }

    /// <summary>Takes one of the words if it comes next.</summary>
    public bool TryAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Try(word)) return true;
        }

        return false;
    }

    public void Expect(char sign)
    {
        if (!Try(sign)) throw Expected($"'{sign}'");
    }

    public void Expect(string word)
    {
        if (!Try(word)) throw Expected($"'{word}'");
    }

    /// <summary>A name: a letter, then letters, digits and - _ . /</summary>
    public string Name(string what)
    {
        if (AtEnd || !char.IsAsciiLetter(text[_at])) throw Expected(what);
        var start = _at;
        while (_at < text.Length && IsNamePart(text[_at])) _at++;
        return text[start.._at];
    }

    /// <summary>Letters and digits only, as variables and functions have.</summary>
    public string? TryIdentifier()
    {
        if (AtEnd || !char.IsAsciiLetter(text[_at])) return null;
        var start = _at;
        while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at])) _at++;
        return text[start.._at];
    }

    /// <summary>All up to the next space.</summary>
    public string Text(string what)
    {
        if (_at >= text.Length || text[_at] == ' ') throw Expected(what);
        var start = _at;
        while (_at < text.Length && text[_at] != ' ') _at++;
        return text[start.._at];
    }

    /// <summary>A number without a sign, as 12, 0.5 or 1e-6.</summary>
    public double? TryNumber()
    {
        if (AtEnd || !char.IsAsciiDigit(text[_at])) return null;
        var start = _at;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _at += 1 + sign;
            SkipDigits();
        }

        return double.Parse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    public double Number(string what) => TryNumber() ?? throw Expected(what);

    /// <summary>A whole number of at least the given size.</summary>
    public long Whole(string what, long least)
    {
        if (AtEnd || !char.IsAsciiDigit(text[_at])) throw Expected(what);
        var start = _at;
        SkipDigits();
        if (long.TryParse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out var value) && value >= least) return value;
        _at = start;
        throw Wrong($"{what} is at least {least}");
    }

    /// <summary>A number and its unit: us, ms, s, m, h or d.</summary>
    public TimeSpan Duration(string what)
    {
        var number = Number(what);
        var wrong = Expected("a unit of time (us, ms, s, m, h or d)");
        return TryIdentifier() switch
        {
            "us" => TimeSpan.FromMicroseconds(number),
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" => TimeSpan.FromDays(number),
            _ => throw wrong,
        };
    }

    public void End()
    {
        if (!AtEnd) throw Expected("the end of the line");
    }

    public TraceSyntaxException Expected(string what)
    {
        var found = AtEnd ? "the line ends" : $"'{Rest()}' found";
        return Wrong($"{what} expected, {found}");
    }

    public TraceSyntaxException Wrong(string problem) => new(line, Math.Min(_at, text.Length) + 1, problem);

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/';

    private string Rest()
    {
        var end = text.IndexOf(' ', _at);
        return end < 0 ? text[_at..] : text[_at..end];
    }

    private char Peek(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    private void SkipDigits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
    }

    private void SkipSpaces()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t') _at++;
    }
}
