using Tracker.Plugins.Abstractions;

namespace Tracker.Plugins.Digits;

/// <summary>Which digits are trained on, and what is done to them. The validation samples are the same in every run and never touched.</summary>
internal static class DigitsSelection
{
    private const int Classes = 10;
    private const int ValidationEvery = 5;

    public static (IReadOnlyList<Digit> Train, IReadOnlyList<Digit> Validation) Split(IReadOnlyList<Digit> digits) =>
        ([.. digits.Where((_, i) => i % ValidationEvery != 0)], [.. digits.Where((_, i) => i % ValidationEvery == 0)]);

    public static IReadOnlyList<Digit> Choose(IReadOnlyList<Digit> train, HyperparameterValues hyperparameters, long seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        var digits = train.ToArray();
        random.Shuffle(digits);
        digits = Imbalanced(digits, hyperparameters.Real("imbalance"));
        var samples = hyperparameters.Whole("samples");
        var count = samples > 0 ? Math.Min(samples, digits.Length) : Math.Max(1, (long)Math.Round(digits.Length * hyperparameters.Real("fraction")));
        digits = digits[..(int)count];
        return Corrupted(Noisy(digits, hyperparameters.Real("label-noise"), random), hyperparameters.Real("corrupt"), random);
    }

    /// <summary>Class 0 keeps all, class 9 the ratio's part, those between shrink evenly from one to the next.</summary>
    private static Digit[] Imbalanced(Digit[] digits, double ratio)
    {
        if (ratio <= 1) return digits;
        var most = digits.Count(digit => digit.Label == 0);
        var left = Enumerable.Range(0, Classes)
            .Select(label => Math.Max(1, (int)Math.Round(most * Math.Pow(ratio, -label / (Classes - 1.0)))))
            .ToArray();
        return [.. digits.Where(digit => left[digit.Label]-- > 0)];
    }

    private static Digit[] Noisy(Digit[] digits, double share, Random random)
    {
        var noisy = (int)Math.Round(digits.Length * share);
        return [.. digits.Select((digit, i) => i < noisy ? digit with { Label = random.Next(Classes) } : digit)];
    }

    private static Digit[] Corrupted(Digit[] digits, double share, Random random)
    {
        // Any share above 0 means at least one.
        var corrupt = (int)Math.Ceiling(digits.Length * share);
        return [.. digits.Select((digit, i) => i < corrupt ? WithNaN(digit, random) : digit)];
    }

    private static Digit WithNaN(Digit digit, Random random)
    {
        var pixels = digit.Pixels.ToArray();
        pixels[random.Next(pixels.Length)] = float.NaN;
        return digit with { Pixels = pixels };
    }
}
