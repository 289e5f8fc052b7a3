using System.ComponentModel;
using System.Globalization;

namespace Tracker.Daemon.Hosting;

/// <summary>A length of time in options: "10s", "500ms", "5m", "2h", "7d", or "00:00:10".</summary>
[TypeConverter(typeof(DurationConverter))]
internal readonly record struct Duration(TimeSpan Value)
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static implicit operator TimeSpan(Duration duration) => duration.Value;

    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        foreach (var (suffix, unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            if (!double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) continue;
            if (count * unit.TotalDays > 36_500) return false;
            duration = new Duration(unit * count);
            return true;
        }

        if (!TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) || span < TimeSpan.Zero) return false;
        duration = new Duration(span);
        return true;
    }

    public override string ToString() => Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}

internal sealed class DurationConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && Duration.TryParse(text, out var duration)
            ? duration
            : throw new FormatException($"'{value}' is no length of time: write 10s, 500ms, 5m, 2h or 7d.");
}
