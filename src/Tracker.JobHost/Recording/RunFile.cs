using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Tracker.JobHost.Recording;

/// <summary>
/// A run as a file of JSON lines: a header with facts and truth, then rows, facts, attempts, and the finish. It is whole or not there.
/// </summary>
internal static class RunFile
{
    /// <summary>Tags of this prefix are truth and no facts. Values that are numbers become numbers; <c>remedies</c> is a list.</summary>
    public const string TruthPrefix = "truth.";

    public static bool SaysAnything(Plugins.Abstractions.TrainingFacts facts)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) FactsJson.Write(writer, [facts]);
        return buffer.Length > "{}".Length;
    }

    public static void Write(string file, RecordingReport report)
    {
        var draft = file + ".tmp";
        using (var output = Open(draft, file.EndsWith(".gz", StringComparison.Ordinal)))
        {
            Line(output, writer =>
            {
                writer.WriteString("type", "run");
                writer.WritePropertyName("facts");
                FactsJson.Write(writer, report.Header);
                WriteTruth(writer, report.Truth);
            });
            foreach (var entry in report.Entries) Line(output, writer => Write(writer, entry));
            Line(output, writer =>
            {
                writer.WriteString("type", "finish");
                writer.WriteString("status", "finished");
            });
        }

        File.Move(draft, file, overwrite: true);
    }

    private static Stream Open(string path, bool compressed)
    {
        var file = File.Create(path);
        return compressed ? new GZipStream(file, CompressionLevel.Fastest) : new BufferedStream(file);
    }

    private static void Line(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter writer, RecordedEntry entry)
    {
        switch (entry)
        {
            case RecordedEntry.Row row:
                writer.WriteNumber("step", row.Step);
                writer.WriteNumber("time", row.Time);
                writer.WriteStartObject("values");
                foreach (var (name, value) in row.Values) WriteValue(writer, name, value);
                writer.WriteEndObject();
                break;
            case RecordedEntry.Facts facts:
                writer.WriteString("type", "facts");
                writer.WritePropertyName("facts");
                FactsJson.Write(writer, [facts.Content]);
                break;
            case RecordedEntry.Phase phase:
                writer.WriteString("type", "phase");
                writer.WriteString("name", phase.Name);
                writer.WriteNumber("step", phase.Step);
                break;
            case RecordedEntry.Attempt attempt:
                writer.WriteString("type", "attempt");
                writer.WriteNumber("attempt", attempt.Number);
                break;
        }
    }

    // Six digits are what a float holds and what people send; the files are a third smaller for it.
    public static void WriteValue(Utf8JsonWriter writer, string name, double value)
    {
        if (!double.IsFinite(value)) writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        else if (value == (long)value && Math.Abs(value) < 1e15) writer.WriteNumber(name, (long)value);
        else writer.WriteNumber(name, double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    private static void WriteTruth(Utf8JsonWriter writer, SortedDictionary<string, string> truth)
    {
        if (truth.Count == 0) return;
        writer.WriteStartObject("truth");
        foreach (var (name, value) in truth)
        {
            if (name == "remedies")
            {
                writer.WriteStartArray(name);
                foreach (var remedy in value.Split(' ', StringSplitOptions.RemoveEmptyEntries)) writer.WriteStringValue(remedy);
                writer.WriteEndArray();
            }
            else if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                writer.WriteNumber(name, number);
            }
            else
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }
}
