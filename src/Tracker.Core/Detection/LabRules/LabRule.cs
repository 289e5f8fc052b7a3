using System.Globalization;
using System.Text;
using Tracker.Core.Alerting;

namespace Tracker.Core.Detection.LabRules;

/// <summary>How a value is compared.</summary>
public enum LabComparison : byte
{
    /// <summary>Less than.</summary>
    Below,

    /// <summary>Less than or equal.</summary>
    AtMost,

    /// <summary>More than.</summary>
    Above,

    /// <summary>More than or equal.</summary>
    AtLeast,

    /// <summary>Exactly equal.</summary>
    Equal,

    /// <summary>Anything else than.</summary>
    NotEqual,
}

/// <summary>What of the metric itself a value is compared with.</summary>
public enum LabReference : byte
{
    /// <summary>Nothing: a number.</summary>
    None,

    /// <summary>Its best so far: the highest where a value below calls, the lowest where a value above does.</summary>
    Best,

    /// <summary>Its first value in the run.</summary>
    First,
}

/// <summary>A rule of a lab's own: a comparison that must hold for so many values of a metric in a row.</summary>
/// <param name="Name">Of the rule, up to 64 letters, digits and - _ . ; its alerts are called rule:NAME.</param>
/// <param name="Metric">The name of the metric; * stands for any text and ? for any sign.</param>
/// <param name="Comparison">How a value is compared.</param>
/// <param name="Reference">With what of the metric itself.</param>
/// <param name="Factor">Times which the reference is taken; without one meaningless.</param>
/// <param name="Offset">What is added to it; without a reference the number itself.</param>
/// <param name="Need">For how many values in a row, 1 to 1,000,000.</param>
/// <param name="UnitWord">What these are called: report, sample or evaluation.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Message">What it says, up to 512 bytes; empty says what holds.</param>
public sealed record LabRule(
    string Name,
    string Metric,
    LabComparison Comparison,
    LabReference Reference,
    double Factor,
    double Offset,
    long Need,
    string UnitWord,
    Severity Severity,
    string Message)
{
    /// <summary>Rules of all files together.</summary>
    public const int Most = 100;

    /// <summary>The id that its alerts have.</summary>
    public string Detector { get; } = "rule:" + Name;

    /// <summary>A value does what the rule speaks of.</summary>
    /// <param name="x">The value; NaN does nothing.</param>
    /// <param name="best">The best so far.</param>
    /// <param name="first">The first.</param>
    public bool Holds(double x, double best, double first)
    {
        var limit = Limit(best, first);
        return Comparison switch
        {
            LabComparison.Below => x < limit,
            LabComparison.AtMost => x <= limit,
            LabComparison.Above => x > limit,
            LabComparison.AtLeast => x >= limit,
            LabComparison.Equal => x == limit,
            _ => !double.IsNaN(x) && !double.IsNaN(limit) && x != limit,
        };
    }

    /// <summary>What values are compared with now.</summary>
    public double Limit(double best, double first) => Reference switch
    {
        LabReference.Best => (Factor * best) + Offset,
        LabReference.First => (Factor * first) + Offset,
        _ => Offset,
    };

    /// <summary>The rule speaks of a metric of that name.</summary>
    public bool Matches(string metric) => MetricPattern.Matches(Metric, metric);

    /// <summary>For this rule the higher value is the better one.</summary>
    public bool HigherIsBetter => Comparison is LabComparison.Below or LabComparison.AtMost;

    /// <summary>The sign of the comparison.</summary>
    public string Sign => Comparison switch
    {
        LabComparison.Below => "<",
        LabComparison.AtMost => "<=",
        LabComparison.Above => ">",
        LabComparison.AtLeast => ">=",
        LabComparison.Equal => "==",
        _ => "!=",
    };

    /// <summary>The rule as it is written.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"rule {Name}: \"{Metric}\" {Sign} {LimitText()}");
        text.Append(CultureInfo.InvariantCulture, $" for {Need} {UnitWord}{(Need == 1 ? "" : "s")} as {Severity.ToString().ToLowerInvariant()}");
        if (Message.Length > 0) text.Append(CultureInfo.InvariantCulture, $" \"{Message}\"");
        return text.ToString();
    }

    private string LimitText()
    {
        var word = Reference == LabReference.Best ? "best" : "first";
        return Reference == LabReference.None ? Offset.ToString("R", CultureInfo.InvariantCulture)
            : Offset == 0 ? string.Create(CultureInfo.InvariantCulture, $"{Factor:R} * {word}")
            : string.Create(CultureInfo.InvariantCulture, $"{word} {(Offset < 0 ? '-' : '+')} {Math.Abs(Offset):R}");
    }
}
