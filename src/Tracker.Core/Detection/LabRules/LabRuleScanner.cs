using System.Globalization;

namespace Tracker.Core.Detection.LabRules;

/// <summary>Carries a fault out of the reading of one line.</summary>
internal sealed class LabRuleException(LabRuleFault fault) : Exception(fault.Problem)
{
    public LabRuleFault Fault => fault;
}

/// <summary>Reads the words, numbers and signs of one line; blanks between them do not count, and a # after one begins a comment.</summary>
internal sealed class LabRuleScanner(string text, int line)
{
    private int _at;

    public bool AtEnd
    {
        get
        {
            while (_at < text.Length && text[_at] is ' ' or '\t') _at++;
            return _at >= text.Length || (text[_at] == '#' && (_at == 0 || text[_at - 1] is ' ' or '\t'));
        }
    }

    /// <summary>The sign that comes next; 0 at the end.</summary>
    public char Next => AtEnd ? '\0' : text[_at];

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
        if (end < text.Length && char.IsAsciiLetterOrDigit(text[end])) return false;
        _at = end;
        return true;
    }

    public void Expect(char sign)
    {
        if (!Try(sign)) throw Expected($"'{sign}'");
    }

    /// <summary>Letters, digits and - _ .</summary>
    public string Name(string what)
    {
        if (AtEnd || !char.IsAsciiLetterOrDigit(text[_at])) throw Expected(what);
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_' or '.')) _at++;
        return text[start.._at];
    }

    /// <summary>A name of a metric: in quotes, or all up to a blank or a sign of comparison.</summary>
    public string Metric(string what)
    {
        if (Next == '"') return Quoted(what);
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t' or '<' or '>' or '=' or '!' or '"')) _at++;
        return _at > start && !AtStart(start) ? text[start.._at] : throw Expected(what);
    }

    /// <summary>A text in quotes, in one line; a quote within it is not possible.</summary>
    public string Quoted(string what)
    {
        var start = _at;
        var end = Next == '"' ? text.IndexOf('"', _at + 1) : -1;
        if (end < 0) throw Next == '"' ? Wrong($"the quote of {what} is not closed") : Expected($"{what} in quotes");
        var quoted = text[(start + 1)..end];
        if (quoted.Length == 0) throw Wrong($"{what} is empty");
        if (quoted.Any(char.IsControl)) throw Wrong($"{what} has a control character");
        _at = end + 1;
        return quoted;
    }

    /// <summary>A number with or without a sign, as -0.5 or 1e-6.</summary>
    public double Number(string what)
    {
        if (AtEnd) throw Expected(what);
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' || (text[end] is '-' or '+' && (end == _at || text[end - 1] is 'e' or 'E')))) end++;
        if (end == _at || !double.TryParse(text.AsSpan(_at, end - _at), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) throw Expected(what);
        if (!double.IsFinite(value)) throw Wrong($"{text[_at..end]} is beyond the numbers that there are");
        _at = end;
        return value;
    }

    public long Whole(string what, long most)
    {
        if (AtEnd || !char.IsAsciiDigit(text[_at])) throw Expected(what);
        var end = _at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (!long.TryParse(text.AsSpan(_at, end - _at), CultureInfo.InvariantCulture, out var value) || value < 1 || value > most)
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{what} is 1 to {most:N0}"));
        _at = end;
        return value;
    }

    public LabRuleException Expected(string what) => Wrong($"{what} expected, {(AtEnd ? "the line ends" : $"'{Rest()}' found")}");

    public LabRuleException Wrong(string problem) => WrongAt(_at, problem);

    public LabRuleException WrongAt(int place, string problem) => new(new LabRuleFault(line, Math.Min(place, text.Length) + 1, problem));

    private bool AtStart(int start) => text[start] == '#' && (start == 0 || text[start - 1] is ' ' or '\t');

    private string Rest()
    {
        var end = text.IndexOf(' ', _at);
        var rest = end < 0 ? text[_at..] : text[_at..end];
        return rest.Length > 40 ? rest[..40] : rest;
    }
}
