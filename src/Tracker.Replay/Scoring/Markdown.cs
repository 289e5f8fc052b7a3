using System.Globalization;
using System.Text;

namespace Tracker.Replay.Scoring;

/// <summary>A table in Markdown, which reads well on a terminal too.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    /// <summary>The first row of a table.</summary>
    public void Header(params IReadOnlyCollection<string> cells)
    {
        Row(cells);
        Row([.. Enumerable.Repeat("---", cells.Count)]);
    }

    public void Row(params IReadOnlyCollection<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>A paragraph, or a heading.</summary>
    public void Say(string text) => Add($"{text}\n");

    /// <summary>What has its own rows, after an empty line.</summary>
    public void Add(string text) => _text.Append(_text.Length == 0 ? "" : "\n").Append(text);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share from 0 to 1 as "12.5 %"; "-" for none.</summary>
    public static string Percent(double? share) => share is { } one ? Format($"{100 * one:0.#} %") : "-";

    /// <summary>"a 3, b 1", the most frequent first; "-" for none.</summary>
    public static string Counts(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(", ", counts.OrderByDescending(static pair => pair.Value).Select(static pair => Format($"{pair.Key} {pair.Value}"))) is { Length: > 0 } text ? text : "-";
}
