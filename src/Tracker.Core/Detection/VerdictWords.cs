using System.Globalization;

namespace Tracker.Core.Detection;

/// <summary>The sentences for what is not judged, and how numbers are written.</summary>
internal static class VerdictWords
{
    public static string Sentence(Lack lack) => lack switch
    {
        Lack.KindUnknown => "not judged: the kind of training is unknown: send kind=supervised (or what it is)",
        Lack.KindNotJudged => "not judged: the losses of this kind of training need not fall",
        Lack.FineTuned => "not judged: a fine-tuned model may begin where it ends",
        Lack.NoPrimaryLoss => "not judged: no train loss was sent: send train/loss or name the primary metric",
        Lack.NoValidationLoss => "not judged: no validation loss was sent: send val/loss",
        Lack.PlanUnknown => "not judged: the length of the run is unknown: send the planned steps",
        Lack.StartUnknown => "start level unknown: send num_classes or an evaluation at step 0",
        Lack.StartNotSent => "not judged: the first loss that came is not of the first steps: log from step 0 on",
        Lack.Resumed => "not judged: the run was resumed or began another phase, and this asks for how it began",
        Lack.NothingReported => "not judged yet: nothing was reported",
        Lack.Over => "not judged: the run is over",
        Lack.NoScore => "not judged: no score of the validation data was sent: send val/accuracy or another",
        Lack.NotResumed => "not judged: the run was not resumed",
        Lack.BeganAnew => "not judged: the attempt before had gained nothing, or this one began anew",
        Lack.NoDeadFraction => "not judged: send signals/dead_fraction",
        Lack.NoSaturatedFraction => "not judged: send signals/saturated_fraction",
        Lack.NoRecall => "not judged: send val/min_recall, the lowest recall of a class",
        Lack.NoGradientNorm => "not judged: no gradient norm was sent: send grad_norm",
        Lack.ClassesUnknown => "not judged: the number of classes is unknown: send num_classes",
        _ => "",
    };

    /// <summary>The sentence, with what the run's kind adds to it.</summary>
    public static string Sentence(Lack lack, in RunView view) =>
        lack == Lack.KindNotJudged ? $"not judged: {view.Kind}: the losses of this kind of training need not fall" : Sentence(lack);

    public static string NotJudged(long seen, long needed, Unit unit) =>
        string.Create(CultureInfo.InvariantCulture, $"not judged yet: {seen:N0} of {needed:N0} {Plural(unit, needed)}");

    public static string Plural(Unit unit, long count) => (unit, count) switch
    {
        (Unit.Samples, 1) => "sample",
        (Unit.Samples, _) => "samples",
        (Unit.Evaluations or Unit.Scores, 1) => "evaluation",
        (Unit.Evaluations or Unit.Scores, _) => "evaluations",
        (Unit.Blocks, 1) => "block",
        (Unit.Blocks, _) => "blocks",
        (_, 1) => "report",
        _ => "reports",
    };

    /// <summary>Four digits, as people read them: 2.303, 8.722e-9.</summary>
    public static string Text(double value)
    {
        var text = value.ToString("G4", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) ? value.ToString("0.###e0", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>A share as per cent.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A length of time with a fitting unit.</summary>
    public static string Duration(double microseconds)
    {
        var seconds = microseconds / 1e6;
        var (value, unit) = seconds switch
        {
            > 0 and < 0.9995e-3 => (microseconds, "µs"),
            > 0 and < 0.9995 => (seconds * 1000, "ms"),
            < 120 => (seconds, "s"),
            < 7200 => (seconds / 60, "min"),
            < 172_800 => (seconds / 3600, "h"),
            _ => (seconds / 86_400, "days"),
        };
        return value.ToString(unit is "µs" or "ms" && value >= 10 ? "0" : "0.#", CultureInfo.InvariantCulture) + " " + unit;
    }
}
