using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Search;

/// <summary>
/// Reads a filter: <c>or</c> binds less than <c>and</c>, and that less than <c>not</c>. One token of look-ahead, no way back, and every
/// limit is checked while it reads.
/// </summary>
internal sealed class FilterParser
{
    private const string Comparisons = "=, !=, <, <=, >, >=, ~, !~ or in";

    /// <summary>Of one text, which is at most some kilobytes: the pattern is linear in it.</summary>
    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(250);

    private readonly FilterLexer _lexer;
    private readonly SearchOptions _limits;
    private readonly Timestamp _now;
    private Token _token;
    private string? _problem;
    private int _terms;
    private int _depth;
    private bool _isBeyondLimit;

    private FilterParser(string text, SearchOptions limits, Timestamp now)
    {
        _lexer = new FilterLexer(text);
        _limits = limits;
        _now = now;
        Advance();
    }

    /// <param name="text">Not empty.</param>
    /// <param name="limits">How long and deep it may be.</param>
    /// <param name="now">What durations are counted back from.</param>
    public static Parsed<RunFilter> Read(string text, SearchOptions limits, Timestamp now)
    {
        if (text.Length > limits.FilterCharacters)
        {
            return Wrong(
                string.Create(CultureInfo.InvariantCulture, $"it has {text.Length:N0} characters, {limits.FilterCharacters:N0} is the most."), isBeyondLimit: true);
        }

        var parser = new FilterParser(text, limits, now);
        var filter = parser.Any();
        if (filter is not null && parser._token.Kind != TokenKind.End) parser.Expected("'and', 'or' or the end");
        return parser._problem is { } problem ? Wrong(problem, parser._isBeyondLimit) : filter!;
    }

    /// <summary>Reads a field alone, as a sort key is.</summary>
    public static Parsed<RunField> ReadField(string text, SearchOptions limits)
    {
        var parser = new FilterParser(text, limits, default);
        var field = parser.Field();
        if (field is not null && parser._token.Kind != TokenKind.End) parser.Expected("the end of the key");
        return parser._problem is { } problem ? new Parsed<RunField>(null, problem) : field!;
    }

    private static Parsed<RunFilter> Wrong(string problem, bool isBeyondLimit) =>
        new(null, $"the filter cannot be read: {problem}") { IsBeyondLimit = isBeyondLimit };

    private RunFilter? Any()
    {
        var left = All();
        while (left is not null && Takes("or")) left = All() is { } right ? new RunFilter.Or(left, right) : null;
        return left;
    }

    private RunFilter? All()
    {
        var left = Term();
        while (left is not null && Takes("and")) left = Term() is { } right ? new RunFilter.And(left, right) : null;
        return left;
    }

    private RunFilter? Term()
    {
        var isNot = Takes("not");
        if (!isNot && _token.Kind != TokenKind.Open) return Comparing();
        if (++_depth > _limits.FilterDepth) return Beyond($"parentheses and nots lie deeper than {_limits.FilterDepth} within one another");
        RunFilter? inner;
        if (isNot)
        {
            inner = Term() is { } negated ? new RunFilter.Not(negated) : null;
        }
        else
        {
            Advance();
            inner = Any();
            if (inner is not null && !Takes(TokenKind.Close)) inner = Expected<RunFilter>("')', 'and' or 'or'");
        }

        _depth--;
        return inner;
    }

    private RunFilter? Comparing()
    {
        if (++_terms > _limits.FilterTerms) return Beyond($"it compares more than {_limits.FilterTerms} times");
        if (Is("has"))
        {
            Advance();
            return Takes(TokenKind.Open) && Field() is { } had
                ? Takes(TokenKind.Close) ? new RunFilter.Has(had) : Expected<RunFilter>("')'")
                : Expected<RunFilter>("has(NAME)");
        }

        if (Field() is not { } field) return null;
        var values = new FilterValues(field, _now);
        if (Is("in"))
        {
            Advance();
            return List(field, values);
        }

        if (Is("not"))
        {
            Advance();
            if (!Takes("in")) return Expected<RunFilter>("in after not");
            return List(field, values) is { } list ? new RunFilter.Not(list) : null;
        }

        if (_token.Kind != TokenKind.Operator)
        {
            return field is RunField.Column { Of: RunColumn.Pinned }
                ? new RunFilter.Compare(field, Comparison.Equal, new FilterValue("true", 1))
                : Expected<RunFilter>($"{Comparisons} after {field}");
        }

        var how = _token.Text;
        Advance();
        if (how is "~" or "!~") return Matching(field, how == "!~");
        return Value(values) is { } value
            ? new RunFilter.Compare(field, Read(how), value)
            : null;
    }

    private RunFilter? List(RunField field, FilterValues values)
    {
        if (!Takes(TokenKind.Open)) return Expected<RunFilter>("'(' after in");
        var list = ImmutableArray.CreateBuilder<FilterValue>();
        do
        {
            if (Value(values) is not { } value) return null;
            list.Add(value);
        }
        while (Takes(TokenKind.Comma));
        return Takes(TokenKind.Close) ? new RunFilter.In(field, list.DrainToImmutable()) : Expected<RunFilter>("',' or ')'");
    }

    private RunFilter? Matching(RunField field, bool isNot)
    {
        if (!FilterValues.IsText(field)) return Fail<RunFilter>($"{field} is no text: ~ matches texts alone");
        if (_token.Kind is not (TokenKind.Quoted or TokenKind.Word)) return Expected<RunFilter>($"a regular expression in quotes for {field}");
        if (_token.Text.Length > _limits.PatternCharacters)
            return Beyond($"the regular expression for {field} has {_token.Text.Length} characters, {_limits.PatternCharacters} is the most");
        try
        {
            var pattern = new Regex(_token.Text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTime);
            Advance();
            RunFilter match = new RunFilter.Match(field, pattern);
            return isNot ? new RunFilter.Not(match) : match;
        }
        catch (NotSupportedException)
        {
            return Fail<RunFilter>($"the regular expression for {field} asks for what would take too long (look-around, back references, large repeats)");
        }
        catch (ArgumentException error)
        {
            return Fail<RunFilter>($"the regular expression for {field} cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    private RunField? Field()
    {
        if (_token.Kind != TokenKind.Word) return Expected<RunField>("a name, as status, lr, tag.team or metric(\"val/loss\").best");
        var word = _token.Text;
        Advance();
        if (_token.Kind == TokenKind.Open && word is "metric" or "tag" or "fact") return Named(word);
        if (word.StartsWith("tag.", StringComparison.Ordinal) && word.Length > 4) return new RunField.Told(NameKind.Tag, word[4..]);
        if (word.StartsWith("fact.", StringComparison.Ordinal) && word.Length > 5) return new RunField.Told(NameKind.Fact, word[5..]);
        return RunColumns.Find(word) is { } column ? new RunField.Column(column) : new RunField.Told(NameKind.Fact, word);
    }

    private RunField? Named(string word)
    {
        if (!Takes(TokenKind.Open)) return Expected<RunField>($"{word}(\"NAME\")");
        if (_token.Kind is not (TokenKind.Quoted or TokenKind.Word)) return Expected<RunField>($"a name within {word}(...)");
        var name = _token.Text;
        Advance();
        if (!Takes(TokenKind.Close)) return Expected<RunField>($"')' after {word}(\"{name}\"");
        if (word != "metric") return new RunField.Told(word == "tag" ? NameKind.Tag : NameKind.Fact, name);
        MetricAspect? aspect = _token is { Kind: TokenKind.Word, Text: [':' or '.', ..] } ? Aspect(_token.Text[1..]) : null;
        if (aspect is null) return Expected<RunField>($".best, .last or .best_step after metric(\"{name}\")");
        Advance();
        return new RunField.Metric(name, aspect.Value);
    }

    private FilterValue? Value(FilterValues values)
    {
        if (_token.Kind is not (TokenKind.Word or TokenKind.Quoted))
        {
            Expected($"{values.Wanted} to compare {values.Field} with");
            return null;
        }

        if (values.Read(_token) is not { } value)
        {
            Fail<RunFilter>($"{_token.Shown} is nothing that {values.Field} is compared with: give {values.Wanted}");
            return null;
        }

        Advance();
        return value;
    }

    private static MetricAspect? Aspect(string word) => word switch
    {
        "best" => MetricAspect.Best,
        "last" => MetricAspect.Last,
        "best_step" => MetricAspect.BestStep,
        _ => null,
    };

    private static Comparison Read(string how) => how switch
    {
        "=" => Comparison.Equal,
        "!=" => Comparison.NotEqual,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };

    private void Advance()
    {
        _token = _lexer.Next();
        if (_token.Kind == TokenKind.Wrong) _problem ??= $"at character {_token.At}, {_token.Text}.";
    }

    private bool Is(string word) => _token.Kind == TokenKind.Word && _token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Takes(string word)
    {
        if (!Is(word)) return false;
        Advance();
        return true;
    }

    private bool Takes(TokenKind kind)
    {
        if (_token.Kind != kind) return false;
        Advance();
        return true;
    }

    private void Expected(string what) => Expected<RunFilter>(what);

    private T? Expected<T>(string what)
        where T : class => Fail<T>($"{what} was expected, not {_token.Shown}");

    private RunFilter? Beyond(string what)
    {
        _isBeyondLimit |= _problem is null;
        return Fail<RunFilter>(what);
    }

    private T? Fail<T>(string what)
        where T : class
    {
        _problem ??= $"at character {_token.At}, {what}.";
        return null;
    }
}
