using System.Text.Json;

namespace Tracker.JobHost;

/// <summary>The packages that a .NET plugin runs with, its own and those that it shares with the job host, from their deps.json.</summary>
internal static class PluginPackages
{
    /// <summary>Each as name==version; empty where nothing can be read.</summary>
    public static IReadOnlyList<string> Of(string pluginPath)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(pluginPath));
        return [.. Read(Path.Combine(folder, Path.GetFileName(folder) + ".deps.json"))
            .Concat(Read(Path.Combine(AppContext.BaseDirectory, "tracker-job.deps.json")))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static string[] Read(string file)
    {
        try
        {
            using var deps = JsonDocument.Parse(File.ReadAllBytes(file));
            return deps.RootElement.TryGetProperty("libraries", out var libraries)
                ? [.. libraries.EnumerateObject().Select(library => library.Name.Replace("/", "==", StringComparison.Ordinal))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
