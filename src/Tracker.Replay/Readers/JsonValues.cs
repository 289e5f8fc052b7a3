using System.Text;

namespace Tracker.Replay.Readers;

/// <summary>Reads the value of a field, which comes next, as what it must be.</summary>
internal static class JsonValues
{
    /// <summary>A text.</summary>
    public static string Text(JsonScanner json, string field) =>
        json.Next() == JsonToken.Text ? json.Text : throw json.Wrong($"'{field}' is a text in quotes.");

    /// <summary>A whole number from 0 on.</summary>
    public static long Whole(JsonScanner json, string field)
    {
        json.Next();
        return json.Token == JsonToken.Number && json.Number is >= 0 and <= Steps.Highest && json.Number == Math.Floor(json.Number)
            ? (long)json.Number
            : throw json.Wrong($"'{field}' is a whole number from 0 on.");
    }

    /// <summary>The start of an object.</summary>
    public static void Open(JsonScanner json, string field)
    {
        if (json.Next() != JsonToken.ObjectStart) throw json.Wrong($"'{field}' is an object, as {{\"name\":1}}.");
    }

    /// <summary>A number, or a text that says one, as "NaN"; false where nothing was measured.</summary>
    public static bool TryNumber(JsonScanner json, string field, out double value)
    {
        json.Next();
        return TryRead(json, field, out value);
    }

    /// <summary>The next number of a list; false at its end.</summary>
    public static bool TryItem(JsonScanner json, string field, out double value)
    {
        value = double.NaN;
        if (json.Next() == JsonToken.ArrayEnd) return false;
        if (!TryRead(json, field, out value)) value = double.NaN;
        return true;
    }

    private static bool TryRead(JsonScanner json, string field, out double value)
    {
        value = double.NaN;
        switch (json.Token)
        {
            case JsonToken.Number:
                value = json.Number;
                return true;
            case JsonToken.Null: return false;
            case JsonToken.Text:
                var utf8 = Encoding.UTF8.GetBytes(json.Text);
                return NumberText.Read(utf8, out value) switch
                {
                    NumberKind.Number => true,
                    NumberKind.Absent => false,
                    NumberKind.TooLarge => throw json.Wrong(NumberText.Beyond(utf8)),
                    _ => throw json.Wrong($"'{field}' is a number, not \"{json.Text}\"."),
                };
            default: throw json.Wrong($"'{field}' is a number.");
        }
    }
}
