using System.Buffers;
using System.Text;
using Google.Protobuf;

namespace Tracker.Daemon.Wire;

/// <summary>
/// The wire's messages as JSON, by protobuf's own rules (camelCase or the proto's names, 64-bit numbers as text, NaN as "NaN"), for
/// people with curl.
/// </summary>
internal static class JsonDoor
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

    /// <summary>Reads a body of at most so many bytes; an empty one is an empty message.</summary>
    public static async ValueTask<Outcome<T>> ReadAsync<T>(HttpContext context, int mostBytes)
        where T : class, IMessage, new()
    {
        if (context.Request.ContentLength > mostBytes) return TooLarge(mostBytes);
        // A form or plain text could be sent by any web page without asking; JSON could not.
        if (context.Request.ContentLength != 0 && !context.Request.HasJsonContentType())
            return Refusal.BadInput("the body is not declared as JSON: add the header Content-Type: application/json.");
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > mostBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                return TooLarge(mostBytes);
            }

            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            var parsed = Parse<T>(result.Buffer);
            reader.AdvanceTo(result.Buffer.End);
            return parsed;
        }
    }

    public static Task WriteAsync<T>(HttpContext context, Outcome<T> outcome)
        where T : class, IMessage
    {
        if (!outcome.Succeeded(out var value, out var refusal)) return Answers.WriteAsync(context, refusal);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Formatter.Format(value) + "\n", context.RequestAborted);
    }

    private static Outcome<T> Parse<T>(ReadOnlySequence<byte> body)
        where T : class, IMessage, new()
    {
        if (body.IsEmpty) return new T();
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
            return (T)Parser.Parse(text, new T().Descriptor);
        }
        // The parser's own faults are IOExceptions; the others come from what it calls.
        catch (Exception fault) when (fault is IOException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            return Refusal.BadInput($"the JSON cannot be read: {Names.OneLine(fault.Message)}");
        }
    }

    private static Refusal TooLarge(int mostBytes) => Refusal.TooLarge($"the body is larger than {mostBytes} bytes: send it in parts.");
}
