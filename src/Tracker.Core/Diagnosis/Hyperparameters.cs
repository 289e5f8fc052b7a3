using System.Globalization;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>Finds a hyperparameter whatever its spelling: weight_decay, weight-decay and weightDecay are one.</summary>
internal static class Hyperparameters
{
    /// <summary>The first of these names that was told as a finite number.</summary>
    public static bool TryNumber(in RunView view, out double value, params ReadOnlySpan<string> names)
    {
        value = 0;
        return TryText(view, out var text, names)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>The first of these names that was told.</summary>
    public static bool TryText(in RunView view, out string text, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var (told, value) in view.Facts.Hyperparameters)
            {
                if (!Same(told, name)) continue;
                text = value;
                return true;
            }
        }

        text = "";
        return false;
    }

    /// <summary>Names are given here in lower-case letters alone.</summary>
    private static bool Same(string told, string name)
    {
        var at = 0;
        foreach (var letter in told)
        {
            if (!char.IsAsciiLetterOrDigit(letter)) continue;
            if (at == name.Length || char.ToLowerInvariant(letter) != name[at]) return false;
            at++;
        }

        return at == name.Length;
    }
}
