using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tracker.Runtime.Jobs;

/// <summary>Puts together what was recorded of a job: record.json of the daemon, and under start the started.json of the job host.</summary>
internal static class JobRecordFiles
{
    // What a job host writes at most; a plugin runs in its process.
    private const int MostBytes = 4 << 20;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static (string Record, byte[] Diff) Read(JobDirectory directory, bool includeDiff)
    {
        var record = ReadObject(directory.RecordFile) ?? [];
        if (ReadObject(directory.StartedFile) is { } start) record["start"] = start;
        return (record.ToJsonString(Indented), includeDiff ? ReadBytes(directory.DiffFile) ?? [] : []);
    }

    private static JsonObject? ReadObject(string file)
    {
        try
        {
            return ReadBytes(file) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? ReadBytes(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= MostBytes } ? File.ReadAllBytes(file) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
