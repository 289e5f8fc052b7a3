using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>The learning rate of a run beside what is usual.</summary>
/// <param name="IsKnown">It was sent, or told as a hyperparameter.</param>
/// <param name="Value">The highest that was used: a schedule ends low on purpose.</param>
/// <param name="Range">What is usual.</param>
internal readonly record struct Rate(bool IsKnown, double Value, LearningRateRange Range)
{
    /// <summary>Above what is usual by so many powers of ten; 0 within.</summary>
    public double Above => IsKnown && Value > Range.High ? Math.Log10(Value / Range.High) : 0;

    /// <summary>Below what is usual by so many powers of ten; 0 within.</summary>
    public double Below => IsKnown && Value > 0 && Value < Range.Low ? Math.Log10(Range.Low / Value) : 0;

    /// <summary>Known and usual.</summary>
    public bool IsUsual => IsKnown && Value >= Range.Low && Value <= Range.High;

    /// <summary>"the learning rate is 10 with adam, where 1e-4 to 1e-2 is usual".</summary>
    public string Words => $"the learning rate is {Say.Number(Value)} with {Range.Of}, where {Range.Words}";

    public static Rate Of(in RunView view)
    {
        var known = view.TryLearningRate(out var rate);
        return new Rate(known, view.LearningRate.Count > 0 ? view.LearningRate.Max : rate, LearningRateRange.For(view));
    }
}
