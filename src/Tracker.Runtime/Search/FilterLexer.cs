using System.Text;

namespace Tracker.Runtime.Search;

internal enum TokenKind : byte
{
    Word,
    Quoted,
    Operator,
    Open,
    Close,
    Comma,
    End,
    Wrong,
}

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Without quotes; of a wrong one, the problem.</param>
/// <param name="At">Its first character, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Quoted => $"\"{Shorten(Text)}\"",
        _ => $"'{Shorten(Text)}'",
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}

/// <summary>Cuts a filter into pieces. A piece that makes no sense is the last one.</summary>
internal sealed class FilterLexer(string text)
{
    private const string WordMarks = "_-.:/+@%#*[]";
    private int _at;

    public Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        var start = _at;
        if (start == text.Length) return new Token(TokenKind.End, "", start + 1);
        var c = text[_at++];
        switch (c)
        {
            case '(': return new Token(TokenKind.Open, "(", start + 1);
            case ')': return new Token(TokenKind.Close, ")", start + 1);
            case ',': return new Token(TokenKind.Comma, ",", start + 1);
            case '"' or '\'': return Quoted(c, start);
            case '=' or '~': return new Token(TokenKind.Operator, c.ToString(), start + 1);
            case '<' or '>' when Follows('='): return new Token(TokenKind.Operator, c + "=", start + 1);
            case '<' or '>': return new Token(TokenKind.Operator, c.ToString(), start + 1);
            case '!' when Follows('='): return new Token(TokenKind.Operator, "!=", start + 1);
            case '!' when Follows('~'): return new Token(TokenKind.Operator, "!~", start + 1);
        }

        if (!IsOfWord(c)) return new Token(TokenKind.Wrong, $"'{Shown(c)}' means nothing here: texts with such characters go into quotes", start + 1);
        while (_at < text.Length && IsOfWord(text[_at])) _at++;
        return new Token(TokenKind.Word, text[start.._at], start + 1);
    }

    /// <summary>Two quotes in a row stand for one; a backslash is nothing special, since patterns are full of them.</summary>
    private Token Quoted(char quote, int start)
    {
        var inner = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote && !Follows(quote)) return new Token(TokenKind.Quoted, inner.ToString(), start + 1);
            inner.Append(c);
        }

        return new Token(TokenKind.Wrong, "this quote is never closed", start + 1);
    }

    private bool Follows(char expected)
    {
        if (_at == text.Length || text[_at] != expected) return false;
        _at++;
        return true;
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || WordMarks.Contains(c);

    private static string Shown(char c) => char.IsControl(c) ? $"U+{(int)c:X4}" : c.ToString();
}
