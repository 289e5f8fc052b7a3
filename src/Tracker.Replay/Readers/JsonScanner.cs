using System.Globalization;
using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>What stands next in a text of JSON.</summary>
internal enum JsonToken : byte
{
    End,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Name,
    Text,
    Number,
    True,
    False,
    Null,
}

/// <summary>
/// Reads JSON word by word, in constant memory, one value after another as JSON lines have them. Takes the bare NaN and Infinity that
/// Python writes, which are no JSON; an error names line and column.
/// </summary>
internal sealed class JsonScanner(LogBytes bytes)
{
    private const int Deepest = 64;

    private readonly BitStack _objects = new();
    private readonly WordPool _words = new();
    private bool _afterValue;
    private bool _afterName;

    /// <summary>The last token.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>Of a name, a text or a number as it is written.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Of a number.</summary>
    public double Number { get; private set; }

    /// <summary>Objects and arrays that are open.</summary>
    public int Depth => _objects.Count;

    /// <summary>Where the last token began.</summary>
    public long Line { get; private set; }

    /// <inheritdoc cref="Line"/>
    public long Column { get; private set; }

    /// <summary>Reads on.</summary>
    /// <exception cref="LogException">The text is no JSON, or ends within a value.</exception>
    public JsonToken Next() => Token = Read();

    /// <summary>Skips what stands in the value that was begun by the last token.</summary>
    public void SkipValue()
    {
        if (Token == JsonToken.Name) Next();
        if (Token is not (JsonToken.ObjectStart or JsonToken.ArrayStart)) return;
        var depth = Depth - 1;
        while (Depth > depth) Next();
    }

    /// <summary>A fault at the last token.</summary>
    public LogException Wrong(string problem) => new(bytes.Name, Line, Column, problem);

    /// <summary>A fault of a line.</summary>
    public LogException WrongAt(long line, string problem) => new(bytes.Name, line, 1, problem);

    private JsonToken Read()
    {
        var c = Significant();
        if (Depth > 0 && _afterValue)
        {
            _afterValue = false;
            if (c == ',')
            {
                bytes.Skip(1);
                c = Significant();
                if (c is '}' or ']') throw Unexpected("a value after the comma");
            }
            else if (c != (_objects.Peek ? '}' : ']'))
            {
                throw Unexpected(_objects.Peek ? "',' or '}'" : "',' or ']'");
            }
        }

        Line = bytes.Line;
        Column = bytes.Column;
        if (c == -1) return Depth == 0 ? JsonToken.End : throw Cut();
        if (Depth > 0 && _objects.Peek && !_afterName && c != '}') return ReadName(c);
        _afterName = false;
        switch (c)
        {
            case '{': return Open(isObject: true);
            case '[': return Open(isObject: false);
            case '}' when Depth > 0 && _objects.Peek: return Close(JsonToken.ObjectEnd);
            case ']' when Depth > 0 && !_objects.Peek: return Close(JsonToken.ArrayEnd);
            case '"':
                Text = ReadText();
                return Value(JsonToken.Text);
            default: return ReadWord();
        }
    }

    private JsonToken ReadName(int c)
    {
        if (c != '"') throw Unexpected("a name in quotes or '}'");
        Text = ReadText();
        if (Significant() != ':') throw Unexpected("':'");
        bytes.Skip(1);
        _afterName = true;
        return JsonToken.Name;
    }

    private JsonToken Open(bool isObject)
    {
        if (Depth == Deepest) throw bytes.Wrong($"more than {Deepest} objects and arrays are nested: this is no log.");
        bytes.Skip(1);
        _objects.Push(isObject);
        return isObject ? JsonToken.ObjectStart : JsonToken.ArrayStart;
    }

    private JsonToken Close(JsonToken token)
    {
        bytes.Skip(1);
        _objects.Pop();
        return Value(token);
    }

    private JsonToken Value(JsonToken token)
    {
        _afterValue = Depth > 0;
        return token;
    }

    /// <summary>The next byte that is no white space; -1 at the end.</summary>
    private int Significant()
    {
        while (true)
        {
            var window = bytes.Window;
            for (var i = 0; i < window.Length; i++)
            {
                var c = window[i];
                if (c is (byte)' ' or (byte)'\t' or (byte)'\r') continue;
                if (c != '\n')
                {
                    bytes.Skip(i);
                    return c;
                }

                bytes.SkipLine(i + 1);
                window = bytes.Window;
                i = -1;
            }

            bytes.Skip(window.Length);
            if (!bytes.More()) return -1;
        }
    }

    /// <summary>A text in quotes; the window begins at the first of them.</summary>
    private string ReadText()
    {
        for (var i = 1; ; i++)
        {
            if (!bytes.Has(i + 1)) throw Cut();
            var c = bytes.Window[i];
            if (c == '\\') i++;
            else if (c is (byte)'\n' or (byte)'\r') throw bytes.Wrong("a text in quotes is not closed on its line.");
            else if (c == '"') return Take(i);
        }
    }

    private string Take(int end)
    {
        var raw = bytes.Window[1..end];
        var text = raw.Contains((byte)'\\') ? Unescape(raw) : _words.Get(raw);
        bytes.Skip(end + 1);
        return text;
    }

    private string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length;)
        {
            var plain = raw[i..].IndexOf((byte)'\\');
            if (plain < 0) plain = raw.Length - i;
            text.Append(Encoding.UTF8.GetString(raw.Slice(i, plain)));
            i += plain;
            if (i >= raw.Length) break;
            var c = i + 1 < raw.Length ? raw[i + 1] : (byte)0;
            var known = "\"\\/bfnrt"u8.IndexOf(c);
            if (known >= 0)
            {
                text.Append("\"\\/\b\f\n\r\t"[known]);
                i += 2;
            }
            else if (c == 'u' && i + 6 <= raw.Length && ushort.TryParse(raw.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                text.Append((char)unit);
                i += 6;
            }
            else
            {
                throw bytes.Wrong("a text in quotes has a backslash that begins no sign of JSON.", i + 1);
            }
        }

        return text.ToString();
    }

    private JsonToken ReadWord()
    {
        var length = 0;
        while (bytes.Has(length + 1) && bytes.Window[length] is var c && (char.IsAsciiLetterOrDigit((char)c) || c is (byte)'+' or (byte)'-' or (byte)'.' or (byte)'_')) length++;
        if (length == 0) throw Unexpected("a value of JSON");
        var word = bytes.Window[..length];
        var token = word.SequenceEqual("true"u8) ? JsonToken.True
            : word.SequenceEqual("false"u8) ? JsonToken.False
            : word.SequenceEqual("null"u8) ? JsonToken.Null
            : JsonToken.Number;
        if (token == JsonToken.Number)
        {
            switch (NumberText.Read(word, out var number))
            {
                case NumberKind.Number: Number = number; break;
                case NumberKind.TooLarge: throw bytes.Wrong(NumberText.Beyond(word));
                default: throw Unexpected("a value of JSON");
            }
        }

        bytes.Skip(length);
        return Value(token);
    }

    private LogException Cut() => bytes.Wrong("the file ends in the middle of a value: it was cut, or is still written; copy it again when it is whole, or take the part away that is not.");

    private LogException Unexpected(string what)
    {
        if (bytes.Window.IsEmpty) return Cut();
        var window = bytes.Window;
        var end = window[..Math.Min(window.Length, 20)].IndexOfAny("\n\r"u8);
        var found = Encoding.UTF8.GetString(window[..(end < 0 ? Math.Min(window.Length, 20) : end)]);
        return bytes.Wrong($"{what} expected, '{found}' found: this is no JSON.");
    }
}
