using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Search;

/// <summary>Reads what a field is compared with, by what the field holds.</summary>
internal readonly struct FilterValues(RunField field, Timestamp now)
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly (string Suffix, double Microseconds)[] Spans =
        [("ms", 1e3), ("us", 1), ("s", 1e6), ("m", 60e6), ("h", 3600e6), ("d", 86_400e6), ("w", 604_800e6)];

    private static readonly (string Suffix, double Bytes)[] Sizes =
    [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1L << 40), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"];

    public RunField Field { get; } = field;

    /// <summary>What may be written, for a sentence.</summary>
    public string Wanted => Field switch
    {
        RunField.Metric => "a number",
        RunField.Column column => RunColumns.TypeOf(column.Of) switch
        {
            ColumnType.Number => "a number",
            ColumnType.Bytes => "a number of bytes, as 10MB",
            ColumnType.Time => "an age, as 7d or 12h, or a time, as 2026-01-31 or \"2026-01-31T12:00Z\"",
            ColumnType.Duration => "a duration, as 90s or 2h",
            ColumnType.Status => "created, running, finished, failed, cancelled or lost",
            ColumnType.Severity => "info, warning or critical",
            ColumnType.Flag => "true or false",
            _ => "a word or a text in quotes",
        },
        _ => "a number, a word or a text in quotes",
    };

    public static bool IsText(RunField field) =>
        field is RunField.Told || (field is RunField.Column column && RunColumns.TypeOf(column.Of) == ColumnType.Text);

    /// <returns>Null where the field is compared with no such thing.</returns>
    public FilterValue? Read(Token token)
    {
        var text = token.Text;
        if (Field is RunField.Told) return new FilterValue(text, token.Kind == TokenKind.Word ? Number(text) : null);
        if (Field is RunField.Metric) return With(text, Number(text));
        return RunColumns.TypeOf(((RunField.Column)Field).Of) switch
        {
            ColumnType.Number => With(text, Number(text)),
            ColumnType.Bytes => With(text, Number(text) ?? Sized(text, Sizes)),
            ColumnType.Time => With(text, Time(text)),
            ColumnType.Duration => With(text, Sized(text, Spans)),
            ColumnType.Status => With(text, Word<RunStatus>(text)),
            ColumnType.Severity => With(text, Word<Severity>(text)),
            ColumnType.Flag => With(text, text switch { "true" => 1, "false" => 0, _ => null }),
            _ => new FilterValue(text, null),
        };
    }

    private static FilterValue? With(string text, double? number) => number is null ? null : new FilterValue(text, number);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static double? Sized(string text, (string Suffix, double Unit)[] units)
    {
        foreach (var (suffix, unit) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), Plain, CultureInfo.InvariantCulture, out var count)
                && double.IsFinite(count * unit))
            {
                return count * unit;
            }
        }

        return null;
    }

    private double? Time(string text)
    {
        if (Sized(text, Spans) is { } age) return now.Microseconds - age;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time) ? Timestamp.From(time).Microseconds : null;
    }

    private static double? Word<T>(string text)
        where T : struct, Enum =>
        text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
}
