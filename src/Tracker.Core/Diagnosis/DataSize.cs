using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>How much data a run has for what it must learn.</summary>
/// <param name="Samples">Training samples; 0 not told.</param>
/// <param name="Classes">Classes; 0 not told.</param>
/// <param name="PerClass">Samples of a class, of the smallest where counts were told; 0 not told.</param>
/// <param name="PerParameter">Parameters a sample; 0 not told.</param>
/// <param name="Words">"40 training samples for 10 classes and 52,650 parameters".</param>
internal readonly record struct DataSize(long Samples, int Classes, double PerClass, double PerParameter, string Words)
{
    public static DataSize Of(in RunView view)
    {
        var facts = view.Facts;
        long counted = 0, smallest = long.MaxValue;
        foreach (var count in facts.SamplesPerClass)
        {
            counted += Math.Max(0, count);
            smallest = Math.Min(smallest, count);
        }

        var samples = facts.DatasetSize ?? counted;
        var classes = facts.ClassCount ?? facts.SamplesPerClass.Length;
        if (samples <= 0) return new DataSize(0, 0, 0, 0, "");
        var perClass = counted > 0 ? Math.Max(0, smallest) : classes > 1 ? (double)samples / classes : 0;
        var parameters = facts.ParameterCount ?? 0;
        var words = Say.Count(samples, "training sample");
        if (classes > 1) words += $" for {Say.Count(classes)} classes";
        if (counted > 0) words += $" (the smallest has {Say.Count(smallest)})";
        if (parameters > 0) words += $"{(classes > 1 ? " and" : " for")} {Say.Count(parameters, "parameter")}";
        return new DataSize(samples, classes, perClass, (double)parameters / samples, words);
    }
}
