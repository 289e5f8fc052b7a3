namespace Tracker.Plugins.Abstractions;

/// <summary>The names of the numbers in <see cref="TrainingFacts.Profile"/>. Shares are 0..1.</summary>
public static class ProfileNames
{
    /// <summary>Samples of the training data.</summary>
    public const string Samples = "samples";

    /// <summary>Inputs of a sample.</summary>
    public const string Features = "features";

    /// <summary>Classes that occur.</summary>
    public const string Classes = "classes";

    /// <summary>Samples of the largest class over those of the smallest.</summary>
    public const string ImbalanceRatio = "imbalance-ratio";

    /// <summary>Samples of the smallest class.</summary>
    public const string SamplesPerClassMin = "samples-per-class-min";

    /// <summary>Share of samples that were there before.</summary>
    public const string DuplicateShare = "duplicate-share";

    /// <summary>Share of samples whose input appears with two labels.</summary>
    public const string ConflictingLabelShare = "conflicting-label-share";

    /// <summary>Share of cells without a value.</summary>
    public const string MissingShare = "missing-share";

    /// <summary>Share of samples with such a cell.</summary>
    public const string MissingSampleShare = "missing-sample-share";

    /// <summary>Share of features that never change.</summary>
    public const string ConstantFeatureShare = "constant-feature-share";

    /// <summary>Share of cells beyond 8 robust standard deviations of their feature.</summary>
    public const string OutlierShare = "outlier-share";

    /// <summary>Share of samples with such a cell.</summary>
    public const string OutlierSampleShare = "outlier-sample-share";

    /// <summary>Share of cells beyond -10 and 10.</summary>
    public const string OutOfRangeShare = "out-of-range-share";

    /// <summary>The largest absolute mean of a feature.</summary>
    public const string MeanAbsMax = "mean-abs-max";

    /// <summary>Share of validation samples whose input is in the training data.</summary>
    public const string OverlapShare = "overlap-share";

    /// <summary>Share of features that do not depend on the label, by a one-way test at 1 %.</summary>
    public const string UninformativeFeatureShare = "uninformative-feature-share";

    /// <summary>Share of samples whose label differs from that of their nearest neighbour, on at most 2,000 samples.</summary>
    public const string NeighbourDisagreement = "neighbour-disagreement";
}
