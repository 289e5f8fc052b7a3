using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis;

/// <summary>The learning rates that are usual with an optimizer. A habit, not a law: outside it is evidence, no proof.</summary>
/// <param name="Low">The lowest usual rate.</param>
/// <param name="High">The highest usual rate.</param>
/// <param name="Of">With what, for sentences.</param>
internal readonly record struct LearningRateRange(double Low, double High, string Of)
{
    /// <summary>The middle on a log scale; the lower of two, as a rate too high does more harm than one too low.</summary>
    public double Middle => Math.Pow(10, Math.Ceiling(Math.Log10(Math.Sqrt(Low * High)) - 0.5001));

    /// <summary>"1e-4 to 1e-2 is usual".</summary>
    public string Words => $"{Say.Number(Low)} to {Say.Number(High)} is usual";

    /// <summary>The range of the run's optimizer; a wide one where it was not told.</summary>
    public static LearningRateRange For(in RunView view)
    {
        var momentum = view.TryHyperparameter("momentum", out var told) && told >= 0.5;
        var scale = view.Told.FineTuned != 0 ? 0.01 : 1;
        var name = view.Facts.Optimizer;
        var (low, high) = Normal(name) switch
        {
            "adam" or "adamw" or "nadam" or "nadamw" or "radam" or "amsgrad" or "adabelief" or "lamb" => (1e-4, 1e-2),
            "rmsprop" or "adamax" or "adafactor" => (1e-4, 1e-2),
            "lion" => (1e-5, 1e-3),
            "adagrad" => (1e-3, 0.1),
            "adadelta" => (0.1, 1.0),
            "momentum" or "nesterov" or "sgdm" => (1e-3, 0.3),
            "sgd" or "gradientdescent" or "asgd" => (1e-3, momentum ? 0.3 : 1.0),
            _ => (1e-5, 1.0),
        };
        return new LearningRateRange(low * scale, high, name is null ? "an optimizer that was not told" : name.ToLowerInvariant());
    }

    /// <summary>Its letters and digits, lower-case.</summary>
    public static string Normal(string? optimizer) =>
        optimizer is null ? "" : string.Concat(optimizer.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
