using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Daemon.Hosting;

/// <summary>Where this daemon listens; <c>trackerd.json</c> in the data directory, so that callers find the ports.</summary>
internal sealed record AddressFile(int Pid, string Version, string Http, string Grpc, string Socket)
{
    /// <summary>The listener for /metrics; null where there is none.</summary>
    public string? Metrics { get; init; }

    /// <summary>HTTP and gRPC speak TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Written beside and renamed, so that a reader sees all or nothing.</summary>
    public void Write(string path)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(file, this, AddressFileJson.Default.AddressFile);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AddressFile))]
internal sealed partial class AddressFileJson : JsonSerializerContext;
