using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Plugins.Abstractions;

namespace Tracker.JobHost;

/// <summary>What is to be executed, as the supervisor wrote it to spec.json in the job's directory.</summary>
/// <remarks>Setters and not init: the generated reader gives init-only properties null where the file does not name them.</remarks>
internal sealed record JobSpec
{
    public string Run { get; set; } = "";

    public string Name { get; set; } = "";

    public string Experiment { get; set; } = "";

    public string Plugin { get; set; } = "";

    public string PluginPath { get; set; } = "";

    public string Device { get; set; } = "auto";

    public Dictionary<string, string> Hyperparameters { get; set; } = [];

    public long Seed { get; set; }

    public int Attempt { get; set; } = 1;

    public long OutputHeadBytes { get; set; }

    public long OutputTailBytes { get; set; }

    public ProgramPart? Program { get; set; }

    /// <summary>Full path of the directory that the file is in.</summary>
    [JsonIgnore]
    public string JobDirectory { get; private init; } = "";

    /// <summary>Its end in words, for the supervisor; only where the exit code cannot say it.</summary>
    [JsonIgnore]
    public string ReasonFile => Path.Combine(JobDirectory, "reason");

    /// <summary>Of a run that is recorded: no supervisor wrote a file. CPU, so that the numbers are the same everywhere.</summary>
    public static JobSpec Of(string pluginPath, long seed, int attempt, string jobDirectory) =>
        new() { PluginPath = pluginPath, Device = "cpu", Seed = seed, Attempt = attempt, JobDirectory = jobDirectory };

    /// <exception cref="JobRefusedException">The file is missing or is none; one sentence.</exception>
    public static JobSpec Read(string file)
    {
        try
        {
            var path = Path.GetFullPath(file);
            var spec = JsonSerializer.Deserialize(File.ReadAllBytes(path), JobSpecJson.Default.JobSpec)
                ?? throw new JobRefusedException($"{file} is empty: it must be the spec of a job.");
            return spec.PluginPath.Length == 0
                ? throw new JobRefusedException($"{file} names no pluginPath.")
                : spec with { JobDirectory = Path.GetDirectoryName(path)! };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobRefusedException($"{file} cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new JobRefusedException($"{file} is not the spec of a job: {e.Message}", e);
        }
    }

    internal sealed record ProgramPart
    {
        public string[] Arguments { get; set; } = [];

        public string WorkingDirectory { get; set; } = "";

        public Dictionary<string, string> Environment { get; set; } = [];

        public string Venv { get; set; } = "";

        public string Conda { get; set; } = "";

        public JobProgram ToProgram() => new(Arguments, WorkingDirectory, Environment, Venv, Conda);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(JobSpec))]
internal sealed partial class JobSpecJson : JsonSerializerContext;
