using System.Text;

namespace Tracker.Daemon.Export;

/// <summary>Names of instruments and tags as Prometheus wants them: base units as suffix, counters end in _total.</summary>
internal static class MetricNames
{
    private const string Prefix = "tracker_";
    private const string Total = "_total";

    /// <summary>The family of an instrument of ours, as ingest.samples in {sample}: tracker_ingest_samples_total.</summary>
    public static string Family(string instrument, string? unit, MetricKind kind)
    {
        var name = Clean(instrument, allowColon: true);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) name = Prefix + name;
        if (name.EndsWith(Total, StringComparison.Ordinal)) name = name[..^Total.Length];
        name = WithSuffix(name, UnitSuffix(unit, kind));
        return kind == MetricKind.Counter ? name + Total : name;
    }

    /// <summary>The label of a tag. le, quantile and names that begin with two underscores belong to Prometheus.</summary>
    public static string Label(string tag)
    {
        var name = Clean(tag, allowColon: false);
        return name.StartsWith("__", StringComparison.Ordinal) || name is "le" or "quantile" ? "tag_" + name : name;
    }

    private static string WithSuffix(string name, string suffix) =>
        suffix.Length == 0 || name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    private static string UnitSuffix(string? unit, MetricKind kind)
    {
        if (string.IsNullOrEmpty(unit)) return "";
        if (unit == "1") return kind == MetricKind.Gauge ? "ratio" : "";

        // What stands in braces is a remark on what is counted, no unit.
        var parts = unit.Split('/', 2);
        var over = UnitWord(parts[0]);
        if (parts.Length == 1) return over;
        var per = UnitWord(parts[1]).TrimEnd('s');
        return per.Length == 0 ? over : over.Length == 0 ? $"per_{per}" : $"{over}_per_{per}";
    }

    private static string UnitWord(string unit) => unit switch
    {
        "" or "1" => "",
        _ when unit[0] == '{' => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "min" => "minutes",
        "h" => "hours",
        "d" => "days",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "m" => "meters",
        "g" => "grams",
        "J" => "joules",
        "W" => "watts",
        "V" => "volts",
        "A" => "amperes",
        "Hz" => "hertz",
        "Cel" => "celsius",
        "%" => "percent",
        _ => Clean(unit, allowColon: false),
    };

    private static string Clean(string text, bool allowColon)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_' || (c == ':' && allowColon)) name.Append(c);
            else if (name.Length == 0 || name[^1] != '_') name.Append('_');
        }

        if (name.Length == 0) return "_";
        if (char.IsAsciiDigit(name[0])) name.Insert(0, '_');
        return name.ToString();
    }
}
