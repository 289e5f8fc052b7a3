namespace Tracker.Core.Detection;

/// <summary>
/// What people set of detectors, by detector id and name of the option, both in any case; the option <c>Enabled</c>, which each detector has,
/// switches it off.
/// </summary>
internal static class DetectorSettings
{
    private const string Enabled = nameof(Enabled);

    /// <summary>The detectors that are on, with the options that were set.</summary>
    /// <param name="entries">All, with their defaults.</param>
    /// <param name="settings">What was set.</param>
    /// <param name="problem">One sentence, null when all is well. What is wrong is left at its default.</param>
    public static IReadOnlyList<DetectorEntry> Apply(
        IReadOnlyList<DetectorEntry> entries, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> settings, out string? problem)
    {
        problem = null;
        if (settings.Count == 0) return entries;
        foreach (var id in settings.Keys)
        {
            if (!entries.Any(entry => Same(entry.Id, id)))
                problem ??= $"Detectors:{id} names no detector: there are {string.Join(", ", entries.Select(static entry => entry.Id))}.";
        }

        var on = new List<DetectorEntry>(entries.Count);
        foreach (var entry in entries)
        {
            var isOn = true;
            var set = settings.FirstOrDefault(pair => Same(pair.Key, entry.Id)).Value;
            var options = set is null ? null : Read(entry, set, out isOn, ref problem);
            if (isOn) on.Add(options is null ? entry : entry.With(options));
        }

        return on;
    }

    private static object Read(DetectorEntry entry, IReadOnlyDictionary<string, string> set, out bool isOn, ref string? problem)
    {
        isOn = true;
        var options = entry.CopyOptions();
        var known = entry.Options;
        foreach (var (name, text) in set.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            var key = $"Detectors:{entry.Id}:{name}";
            if (Same(name, Enabled))
            {
                if (bool.TryParse(text, out var enabled)) isOn = enabled;
                else problem ??= $"{key} is {text}: give true or false.";
            }
            else if (known.FirstOrDefault(option => Same(option.Name, name)) is not { } option)
            {
                problem ??= $"{key} is no option: there are {string.Join(", ", known.Select(static option => option.Name).Prepend(Enabled))}.";
            }
            else if (!option.TrySet(options, text))
            {
                problem ??= $"{key} is {text}: give {option.Least} to {option.Most}.";
            }
        }

        return options;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
