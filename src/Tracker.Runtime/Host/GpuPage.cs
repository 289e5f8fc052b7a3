using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Runtime.Host;

/// <summary>A line that <c>tracker-job --gpus</c> prints.</summary>
internal sealed record GpuPage
{
    public const int MostGpus = 16;

    public string Source { get; set; } = "";

    public string Problem { get; set; } = "";

    public List<GpuPicture> Gpus { get; set; } = [];

    /// <summary>Null where it is no such line.</summary>
    public static GpuPage? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, GpuPageJson.Default.GpuPage) is { Source: not null, Problem: not null, Gpus: not null } page
                ? page with { Gpus = [.. page.Gpus.Where(static gpu => gpu is not null).Take(MostGpus)] }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GpuPage))]
internal sealed partial class GpuPageJson : JsonSerializerContext;
