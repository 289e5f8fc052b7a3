using System.Text.Json.Serialization;

namespace Tracker.Runtime.Jobs;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobState))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(PluginDescription))]
internal sealed partial class JobJson : JsonSerializerContext;
