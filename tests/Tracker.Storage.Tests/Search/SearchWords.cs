using System.Globalization;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Tests.Search;

/// <summary>Filters and fields as people write them.</summary>
internal static class SearchWords
{
    public static string Of(RunFilter filter) => filter switch
    {
        RunFilter.And and => $"({Of(and.Left)} and {Of(and.Right)})",
        RunFilter.Or or => $"({Of(or.Left)} or {Of(or.Right)})",
        RunFilter.Not not => $"not {Of(not.Inner)}",
        RunFilter.Has has => $"has({Of(has.Field)})",
        RunFilter.Match match => $"{Of(match.Field)} ~ {Quote(match.Pattern.ToString())}",
        RunFilter.In list => $"{Of(list.Field)} in ({string.Join(", ", list.Values.Select(value => Of(list.Field, value)))})",
        RunFilter.Compare compare => $"{Of(compare.Field)} {Sign(compare.How)} {Of(compare.Field, compare.Value)}",
        _ => throw new NotSupportedException(),
    };

    public static string Of(RunField field) => field switch
    {
        RunField.Told told => $"{(told.Kind == NameKind.Tag ? "tag" : "fact")}({Quote(told.Name)})",
        RunField.Metric metric => $"metric({Quote(metric.Name)}).{RunField.Word(metric.Aspect)}",
        _ => field.ToString()!,
    };

    public static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Of(RunField field, FilterValue value)
    {
        if (value.Number is not { } number) return Quote(value.Text);
        if (field is RunField.Column { Of: RunColumn.Status }) return ((Core.Runs.RunStatus)(int)number).ToWord();
        return number.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string ToWord(this Core.Runs.RunStatus status) => Core.Runs.RunStatusExtensions.ToWord(status);

    private static string Sign(Comparison how) => how switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };
}
