using System.Globalization;

namespace Tracker.Plugins.Abstractions;

/// <summary>One thing that can be set about a training, and what it may be.</summary>
public sealed record Hyperparameter
{
    private readonly Func<string, bool> _allows;

    private Hyperparameter(string name, string defaultValue, string description, string allowed, Func<string, bool> allows)
    {
        Name = name;
        Default = defaultValue;
        Description = description;
        Allowed = allowed;
        _allows = allows;
    }

    /// <summary>As people write it, with hyphens: <c>batch-size</c>.</summary>
    public string Name { get; }

    /// <summary>The value where none is set, as text.</summary>
    public string Default { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Description { get; }

    /// <summary>What it may be, in words that end the sentence "it must be ...".</summary>
    public string Allowed { get; }

    /// <summary>real, whole or choice.</summary>
    public string Kind { get; private init; } = "choice";

    /// <summary>The least number that is allowed; null for a choice.</summary>
    public double? Min { get; private init; }

    /// <summary>The greatest number that is allowed; null for a choice.</summary>
    public double? Max { get; private init; }

    /// <summary>The words that are allowed; empty for a number.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>A real number between two bounds, both allowed.</summary>
    /// <exception cref="ArgumentException">The default is not allowed.</exception>
    public static Hyperparameter Real(string name, double defaultValue, double min, double max, string description) =>
        new Hyperparameter(
            name,
            Text(defaultValue),
            description,
            $"a number from {Text(min)} to {Text(max)}",
            text => TryReal(text, out var value) && value >= min && value <= max)
        {
            Kind = "real",
            Min = min,
            Max = max,
        }.Checked();

    /// <summary>A whole number between two bounds, both allowed.</summary>
    /// <exception cref="ArgumentException">The default is not allowed.</exception>
    public static Hyperparameter Whole(string name, long defaultValue, long min, long max, string description) =>
        new Hyperparameter(
            name,
            defaultValue.ToString(CultureInfo.InvariantCulture),
            description,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= min && value <= max)
        {
            Kind = "whole",
            Min = min,
            Max = max,
        }.Checked();

    /// <summary>One of a few words.</summary>
    /// <exception cref="ArgumentException">The default is not allowed.</exception>
    public static Hyperparameter Choice(string name, string defaultValue, string description, params string[] allowed) =>
        new Hyperparameter(
            name,
            defaultValue,
            description,
            allowed.Length == 1 ? allowed[0] : $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}",
            text => allowed.Contains(text, StringComparer.Ordinal))
        {
            Choices = [.. allowed],
        }.Checked();

    /// <summary>One sentence on what is wrong with a value; null when nothing is.</summary>
    public string? Problem(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_allows(value)) return null;
        var shown = value.Length <= 60 ? value : value[..60] + "...";
        return $"Hyperparameter {Name} is '{shown}': it must be {Allowed}.";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');

    private static bool TryReal(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private Hyperparameter Checked() => Problem(Default) is { } problem ? throw new ArgumentException(problem) : this;
}
