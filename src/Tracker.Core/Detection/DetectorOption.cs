using System.Globalization;
using System.Reflection;

namespace Tracker.Core.Detection;

/// <summary>An option of a detector that people may set, as its record declares it.</summary>
internal sealed class DetectorOption
{
    private readonly PropertyInfo _property;
    private readonly OptionAttribute _declared;

    private DetectorOption(PropertyInfo property, OptionAttribute declared)
    {
        _property = property;
        _declared = declared;
    }

    public string Name => _property.Name;

    public Type Type => _property.PropertyType;

    public string Unit => _declared.Unit;

    public string Least => Text(FromNumber(_declared.Least));

    public string Most => Text(FromNumber(_declared.Most));

    /// <summary>Those of a record of options, in the order in which they stand there.</summary>
    public static IReadOnlyList<DetectorOption> Of(Type options) =>
    [
        .. options.GetProperties().OrderBy(static property => property.MetadataToken)
            .Select(static property => (property, declared: property.GetCustomAttribute<OptionAttribute>()))
            .Where(static pair => pair.declared is not null)
            .Select(static pair => new DetectorOption(pair.property, pair.declared!)),
    ];

    public string ValueIn(object options) => Text(_property.GetValue(options));

    /// <summary>Sets the option to what a text says.</summary>
    /// <returns>False where the text is no such value, or one out of range.</returns>
    public bool TrySet(object options, string text)
    {
        if (!TryRead(text, out var number) || !(number >= _declared.Least && number <= _declared.Most)) return false;
        if (Type == typeof(int) && number != Math.Floor(number)) return false;
        _property.SetValue(options, FromNumber(number));
        return true;
    }

    private bool TryRead(string text, out double number)
    {
        if (Type != typeof(TimeSpan)) return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        var digits = text.TrimEnd('s', 'm', 'h', 'd');
        var seconds = text[digits.Length..] switch { "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => double.NaN };
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
        number *= seconds;
        return isNumber && !double.IsNaN(number);
    }

    private object FromNumber(double number)
    {
        if (Type == typeof(TimeSpan)) return TimeSpan.FromSeconds(number);
        return Type == typeof(int) ? (int)number : (object)number;
    }

    private static string Text(object? value) => value switch
    {
        TimeSpan time => TimeText((long)time.TotalSeconds),
        int whole => whole.ToString("N0", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string TimeText(long seconds) => seconds switch
    {
        _ when seconds % 86_400 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400}d"),
        _ when seconds % 3600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h"),
        _ when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
    };
}
