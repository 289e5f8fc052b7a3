using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost.Recording;

/// <summary>A run to record, as a line of JSON: <c>{"output":"a.jsonl.gz","seed":3,"hyperparameters":{"lr":"0.1"},"stopAt":200}</c>.</summary>
internal sealed record RunLine
{
    /// <summary>File name, no path. Compressed where it ends in .gz.</summary>
    public string Output { get; set; } = "";

    public long Seed { get; set; }

    public Dictionary<string, string> Hyperparameters { get; set; } = [];

    /// <summary>The first attempt is stopped once it logged this step, and a second one goes on; 0 is one attempt.</summary>
    public long StopAt { get; set; }

    /// <exception cref="JobRefusedException">The file cannot be read or a line is none; one sentence with the line's number.</exception>
    public static IReadOnlyList<RunLine> Read(string file)
    {
        var lines = new List<RunLine>();
        try
        {
            foreach (var text in File.ReadLines(file))
            {
                var line = JsonSerializer.Deserialize(text, RunLineJson.Default.RunLine);
                if (line is null || line.Output.Length == 0 || line.Output != Path.GetFileName(line.Output))
                    throw new JobRefusedException($"{file}, line {lines.Count + 1}: output must be a file name without a path.");
                lines.Add(line);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobRefusedException($"{file} cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new JobRefusedException($"{file}, line {lines.Count + 1}: {e.Message}", e);
        }

        return lines;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunLine))]
internal sealed partial class RunLineJson : JsonSerializerContext;
