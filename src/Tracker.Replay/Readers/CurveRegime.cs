using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tracker.Replay.Readers;

/// <summary>How a trainer would have logged a curve.</summary>
public enum CurveSampling
{
    /// <summary>One loss every so many steps.</summary>
    Every,

    /// <summary>The mean of so many steps.</summary>
    Mean,

    /// <summary>The loss of each epoch, the first before training.</summary>
    Epoch,

    /// <summary>The mean loss of each epoch's steps, from the end of the first.</summary>
    EpochMean,
}

/// <summary>How a trainer would have logged a curve.</summary>
/// <param name="Sampling">Which losses.</param>
/// <param name="Steps">For <see cref="CurveSampling.Every"/> and <see cref="CurveSampling.Mean"/>: of how many steps, 1 or more.</param>
/// <param name="PlanKnown">The planned length is told.</param>
/// <param name="ClassesKnown">The number of classes is told, where there is one.</param>
/// <param name="Validation">Evaluations are logged.</param>
public sealed record CurveRegime(CurveSampling Sampling, int Steps = 1, bool PlanKnown = true, bool ClassesKnown = true, bool Validation = true)
{
    /// <summary>The nine regimes that every score is given for: every step, every 10th, 100th and 500th, means of 50, 100 and 500, epochs, epoch means.</summary>
    public static ImmutableArray<CurveRegime> Nine { get; } =
    [
        new(CurveSampling.Every),
        new(CurveSampling.Every, 10),
        new(CurveSampling.Every, 100),
        new(CurveSampling.Every, 500),
        new(CurveSampling.Mean, 50),
        new(CurveSampling.Mean, 100),
        new(CurveSampling.Mean, 500),
        new(CurveSampling.Epoch),
        new(CurveSampling.EpochMean),
    ];

    /// <summary>Steps are epochs.</summary>
    public bool IsByEpoch => Sampling is CurveSampling.Epoch or CurveSampling.EpochMean;

    /// <summary>The regime without what is told: every:10, mean:50, epochs or epoch-means.</summary>
    public string Name => Sampling switch
    {
        CurveSampling.Every => string.Create(CultureInfo.InvariantCulture, $"every:{Steps}"),
        CurveSampling.Mean => string.Create(CultureInfo.InvariantCulture, $"mean:{Steps}"),
        CurveSampling.Epoch => "epochs",
        _ => "epoch-means",
    };

    /// <summary>Reads every:N, mean:N, epochs or epoch-means.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CurveRegime? regime)
    {
        regime = null;
        var parts = text.Split(':');
        CurveSampling? sampling = parts[0] switch
        {
            "every" => CurveSampling.Every,
            "mean" => CurveSampling.Mean,
            "epochs" => CurveSampling.Epoch,
            "epoch-means" => CurveSampling.EpochMean,
            _ => null,
        };
        if (sampling is not { } found) return false;
        var counted = found is CurveSampling.Every or CurveSampling.Mean;
        var steps = 1;
        if (parts.Length != (counted ? 2 : 1)) return false;
        if (counted && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out steps) || steps < 1)) return false;
        regime = new CurveRegime(found, steps);
        return true;
    }

    /// <summary>As it is read, with what is not told.</summary>
    public override string ToString() =>
        $"{Name}, plan {(PlanKnown ? "known" : "unknown")}{(ClassesKnown ? "" : ", classes unknown")}{(Validation ? "" : ", no validation")}";
}
