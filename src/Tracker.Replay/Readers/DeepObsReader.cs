using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Replay.Readers;

/// <summary>Reads the curves of the DeepOBS baselines (Schneider, Balles, Hennig, ICLR 2019): one gzipped JSON a run.</summary>
public static class DeepObsReader
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The files of a folder or of its folder deepobs, by name; empty where there are none.</summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        var inner = Path.Combine(folder, "deepobs");
        var place = Directory.Exists(inner) ? inner : folder;
        return Directory.Exists(place) ? [.. Directory.GetFiles(place, "*.json.gz").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Reads one run.</summary>
    /// <exception cref="FormatException">The file is no such curve; the message names it.</exception>
    public static StoredCurve Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        try
        {
            var curve = JsonSerializer.Deserialize<StoredCurve>(stream, Json) ?? throw new FormatException($"{file} holds no curve.");
            return IsWhole(curve) ? curve : throw new FormatException($"{file} holds no curve of the DeepOBS baselines: its series do not fit together.");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new FormatException($"{file} holds no curve of the DeepOBS baselines: {e.Message}", e);
        }
    }

    private static bool IsWhole(StoredCurve curve)
    {
        var evaluations = curve.TestLoss?.Length ?? 0;
        return evaluations > 1 && curve.TrainLoss?.Length == evaluations && curve.MinibatchTrainLoss?.Length >= evaluations - 1
            && (curve.TrainAccuracy ?? []).Length is var training && (training == 0 || training == evaluations)
            && (curve.TestAccuracy ?? []).Length is var test && (test == 0 || test == evaluations);
    }
}
