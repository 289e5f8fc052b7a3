using System.Globalization;

namespace Tracker.JobHost.Gpus;

/// <summary>The GPUs that a process may see: CUDA_VISIBLE_DEVICES, read as CUDA reads it.</summary>
internal sealed class VisibleGpus
{
    private const string Partition = "MIG-";

    private readonly string[]? _entries;

    private VisibleGpus(string[]? entries) => _entries = entries;

    public static VisibleGpus All { get; } = new((string[]?)null);

    /// <summary>It may see none, so that none need be asked.</summary>
    public bool IsNone => _entries is { Length: 0 };

    /// <summary>Partitions, each with its place among the visible.</summary>
    public IEnumerable<(string Uuid, int Place)> Partitions =>
        (_entries ?? []).Select(static (entry, place) => (entry, place)).Where(static pair => pair.entry.StartsWith(Partition, StringComparison.Ordinal));

    /// <summary>Null is all; an empty value is none.</summary>
    public static VisibleGpus Parse(string? value) => value is null
        ? All
        : new VisibleGpus([.. value.Split(',', StringSplitOptions.TrimEntries).TakeWhile(static entry => entry.Length > 0 && IsKnown(entry))]);

    /// <summary>Those of all that may be seen. The first entry that is none of them hides what comes after it.</summary>
    public IReadOnlyList<GpuReading> Choose(IReadOnlyList<GpuReading> all)
    {
        if (_entries is null) return all;
        var chosen = new List<GpuReading>();
        foreach (var entry in _entries)
        {
            if (all.FirstOrDefault(gpu => Names(entry, gpu)) is not { } found) break;
            if (!chosen.Contains(found)) chosen.Add(found);
        }

        return chosen;
    }

    // Minus one, and what CUDA does not understand, end the list.
    private static bool IsKnown(string entry) =>
        Index(entry) is not null || entry.StartsWith("GPU-", StringComparison.Ordinal) || entry.StartsWith(Partition, StringComparison.Ordinal);

    // A uuid may be cut short where it stays clear which is meant.
    private static bool Names(string entry, GpuReading gpu) =>
        Index(entry) is { } index ? index == gpu.Index && !gpu.Uuid.StartsWith(Partition, StringComparison.Ordinal) : gpu.Uuid.StartsWith(entry, StringComparison.Ordinal);

    private static int? Index(string entry) => int.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
