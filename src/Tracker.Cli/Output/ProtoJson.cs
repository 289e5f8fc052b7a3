using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tracker.Cli.Output;

/// <summary>
/// A message as one JSON object for scripts: numbers are numbers, enums are the words that people read (running, warning), and what JSON
/// has no number for is "NaN", "Infinity" or "-Infinity". Protobuf's own JSON writes 64-bit numbers as strings.
/// </summary>
internal static class ProtoJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line.</summary>
    public static string Line(IMessage message) => Object(message).ToJsonString(Options);

    /// <inheritdoc cref="Line(IMessage)"/>
    public static string Line(JsonObject value) => value.ToJsonString(Options);

    /// <summary>Every field, set or not, by its JSON name; messages that are not set are null.</summary>
    public static JsonObject Object(IMessage message)
    {
        var result = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.ContainingOneof is not null && !field.Accessor.HasValue(message)) continue;
            result[field.JsonName] = Field(field, field.Accessor.GetValue(message));
        }

        return result;
    }

    /// <summary>The word of an enum value: RUN_STATUS_RUNNING is running.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum
    {
        var text = value.ToString();
        return string.Concat(text.Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
    }

    private static JsonNode? Field(FieldDescriptor field, object? value)
    {
        if (field.IsMap)
        {
            var map = new JsonObject();
            var valueField = field.MessageType.FindFieldByNumber(2);
            foreach (DictionaryEntry entry in (IDictionary)value!)
                map[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Single(valueField, entry.Value);
            return map;
        }

        if (field.IsRepeated)
        {
            var list = new JsonArray();
            foreach (var item in (IList)value!) list.Add(Single(field, item));
            return list;
        }

        return Single(field, value);
    }

    private static JsonNode? Single(FieldDescriptor field, object? value) => (field.FieldType, value) switch
    {
        (_, null) => null,
        (FieldType.Message, IMessage message) => Object(message),
        (FieldType.Enum, _) => EnumWord(field.EnumType, Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        (FieldType.Double, double number) => Number(number),
        (FieldType.Bool, bool flag) => flag,
        (FieldType.String, string text) => text,
        (FieldType.Bytes, ByteString bytes) => bytes.ToBase64(),
        (_, uint number) => number,
        (_, int number) => number,
        (_, ulong number) => number,
        (_, long number) => number,
        _ => value.ToString(),
    };

    /// <summary>A number, or the word for what JSON has no number for.</summary>
    public static JsonNode Number(double value) =>
        double.IsFinite(value) ? value : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static string EnumWord(EnumDescriptor type, int number)
    {
        var name = type.FindValueByNumber(number)?.Name ?? number.ToString(CultureInfo.InvariantCulture);
        var prefix = type.FindValueByNumber(0).Name.Replace("UNSPECIFIED", "", StringComparison.Ordinal);
        return name.Replace(prefix, "", StringComparison.Ordinal).ToLowerInvariant().Replace('_', '-');
    }
}
