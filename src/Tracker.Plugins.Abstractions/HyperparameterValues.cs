using System.Globalization;

namespace Tracker.Plugins.Abstractions;

/// <summary>One allowed value for each hyperparameter of a plugin: what was set, else the default.</summary>
public sealed class HyperparameterValues
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Checks what was set.</summary>
    /// <param name="known">The plugin's hyperparameters.</param>
    /// <param name="set">Values as text, by name.</param>
    /// <exception cref="JobRefusedException">A name is not known or a value not allowed; the sentence names it and what is.</exception>
    public HyperparameterValues(IReadOnlyList<Hyperparameter> known, IReadOnlyDictionary<string, string> set)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(set);
        foreach (var hyperparameter in known) _values.Add(hyperparameter.Name, hyperparameter.Default);
        foreach (var (name, value) in set)
        {
            var hyperparameter = known.FirstOrDefault(h => h.Name == name)
                ?? throw new JobRefusedException($"There is no hyperparameter '{name}': there are {string.Join(", ", _values.Keys)}.");
            if (hyperparameter.Problem(value) is { } problem) throw new JobRefusedException(problem);
            _values[name] = value;
        }
    }

    /// <summary>All of them as text, in the order of names.</summary>
    public IReadOnlyDictionary<string, string> All => _values;

    /// <summary>The text of one.</summary>
    /// <exception cref="KeyNotFoundException">The plugin does not list that name: a mistake in the plugin.</exception>
    public string Text(string name) =>
        _values.TryGetValue(name, out var value)
            ? value
            : throw new KeyNotFoundException($"The plugin asks for hyperparameter '{name}' and does not list it.");

    /// <summary>One that was made by <see cref="Hyperparameter.Real"/> or <see cref="Hyperparameter.Whole"/>.</summary>
    /// <exception cref="KeyNotFoundException">The plugin does not list that name.</exception>
    public double Real(string name) => double.Parse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>One that was made by <see cref="Hyperparameter.Whole"/>.</summary>
    /// <exception cref="KeyNotFoundException">The plugin does not list that name.</exception>
    public long Whole(string name) => long.Parse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
