using System.Text;
using Tracker.Core.Metrics;

namespace Tracker.Replay.Readers;

/// <summary>Which metrics of a log are numbers: one that begins with a text, and whose name means nothing, is a remark and left out.</summary>
internal sealed class MetricCells(List<string> notes)
{
    private const int MostMetrics = 2000;
    private const int MostTold = 5;

    private readonly Dictionary<string, bool> _isNumber = new(StringComparer.Ordinal);
    private int _remarks;

    /// <summary>What to do with a cell; false leaves it out.</summary>
    /// <param name="name">Its metric.</param>
    /// <param name="text">As it is written.</param>
    /// <param name="value">Its number.</param>
    /// <param name="problem">What is wrong with it, and the way out; null where nothing is.</param>
    public bool Take(string name, ReadOnlySpan<byte> text, out double value, out string? problem)
    {
        problem = null;
        switch (NumberText.Read(text, out value))
        {
            case NumberKind.Absent: return false;
            case NumberKind.Number: return TakeNumber(name, out problem);
            case NumberKind.TooLarge:
                problem = NumberText.Beyond(text);
                return false;
            default:
                if (IsText(name)) return false;
                var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);
                problem = $"'{name}' is a number, not '{shown}': write a number or nan, or nothing where it was not measured.";
                return false;
        }
    }

    /// <summary>A number of that metric came; false where the metric is a remark.</summary>
    public bool TakeNumber(string name, out string? problem)
    {
        problem = null;
        if (_isNumber.TryGetValue(name, out var isNumber)) return isNumber;
        if (_isNumber.Count < MostMetrics)
        {
            _isNumber.Add(name, true);
            return true;
        }

        problem = $"'{name}' is metric {MostMetrics + 1:N0}, and a run has {MostMetrics:N0} at most: leave some out.";
        return false;
    }

    /// <summary>The metric is a remark, or becomes one.</summary>
    public bool IsText(string name)
    {
        if (_isNumber.TryGetValue(name, out var isNumber)) return !isNumber;
        var meaning = MetricName.Read(name);
        if (meaning.Role is not (MetricRole.Other or MetricRole.System) && meaning.Preference < MetricMeaning.Component) return false;
        if (_isNumber.Count < MostMetrics) _isNumber.Add(name, false);
        if (++_remarks <= MostTold) notes.Add($"'{name}' holds text and is left out.");
        return true;
    }
}
