using Tracker.Core.Detection;
using Tracker.Core.Diagnosis;

namespace Tracker.Core.Remediation;

/// <summary>Which classes are rare, in words.</summary>
/// <param name="IsKnown">Counts of two classes or more were told.</param>
/// <param name="Factors">How often to draw them: "class 3 (12 samples) 21 times".</param>
/// <param name="Weights">What to weigh them by: "class 3 by 21".</param>
internal readonly record struct ClassCounts(bool IsKnown, string Factors, string Weights)
{
    /// <summary>More are not listed.</summary>
    private const int Listed = 4;

    public static ClassCounts Of(in RunView view)
    {
        var counts = view.Facts.SamplesPerClass;
        if (counts.Length < 2) return new ClassCounts(false, "", "");
        var most = counts.Max();
        var rare = counts.Select((count, index) => (Class: index, Count: Math.Max(0, count)))
            .Where(one => one.Count * 2 < most)
            .OrderBy(static one => one.Count)
            .ToList();
        if (rare.Count == 0) return new ClassCounts(false, "", "");
        var listed = rare.Take(Listed).Select(one => (one.Class, one.Count, Factor: Say.Number((double)most / Math.Max(1, one.Count)))).ToList();
        var more = rare.Count > Listed ? $" and {Say.Count(rare.Count - Listed)} more likewise" : "";
        return new ClassCounts(
            true,
            string.Join(", ", listed.Select(static one => $"class {one.Class} ({Say.Count(one.Count, "sample")}) {one.Factor} times")) + more,
            string.Join(", ", listed.Select(static one => $"class {one.Class} by {one.Factor}")) + more);
    }
}
