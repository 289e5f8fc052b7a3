using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.JobHost;

/// <summary>What the job runs on and with, found when it starts: started.json, which completes the record of the submit.</summary>
internal sealed class StartRecord(JobSpec spec)
{
    private const int MostPackages = 5_000;

    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(spec.JobDirectory, "started.json");
    private readonly Content _content = new()
    {
        StartedAt = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Attempt = spec.Attempt,
        Host = Environment.MachineName,
        User = Environment.UserName,
        System = Machine.System,
        Kernel = Machine.Kernel,
        Processor = Machine.Processor,
        Processors = Environment.ProcessorCount,
        MemoryBytes = Machine.MemoryBytes,
        Gpus = Machine.Gpus,
        Runtime = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        Packages = PluginPackages.Of(spec.PluginPath),
    };

    /// <summary>What executes the job where that is not this process, and with what packages.</summary>
    public void SetPackages(string runtime, IReadOnlyList<string> packages)
    {
        lock (_gate)
        {
            _content.Runtime = runtime;
            _content.Packages = [.. packages.Take(MostPackages)];
        }

        Write();
    }

    public void Write()
    {
        try
        {
            lock (_gate)
            {
                File.WriteAllBytes(_file + ".tmp", JsonSerializer.SerializeToUtf8Bytes(_content, StartRecordJson.Default.Content));
                File.Move(_file + ".tmp", _file, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"tracker: {_file} could not be written: {e.Message}");
        }
    }

    internal sealed class Content
    {
        public long StartedAt { get; init; }

        public int Attempt { get; init; }

        public string Host { get; init; } = "";

        public string User { get; init; } = "";

        public string System { get; init; } = "";

        public string Kernel { get; init; } = "";

        public string Processor { get; init; } = "";

        public int Processors { get; init; }

        public long MemoryBytes { get; init; }

        public IReadOnlyList<string> Gpus { get; init; } = [];

        public string Runtime { get; set; } = "";

        public IReadOnlyList<string> Packages { get; set; } = [];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StartRecord.Content))]
internal sealed partial class StartRecordJson : JsonSerializerContext;
