using System.Collections.ObjectModel;

namespace Tracker.Plugins.Abstractions;

/// <summary>What is known of training data before a training: numbers by name, and what they say of single features and classes.</summary>
/// <remarks>
/// Counts, means, missing cells and constant features are those of all samples. Outliers, uninformative features and neighbours are those
/// of a sample of rows where the data is big, the same one each time; duplicates are exact up to half a million different rows.
/// </remarks>
public sealed class DataProfile
{
    internal DataProfile(IDictionary<string, double> values, IReadOnlyList<long> classCounts, IReadOnlyList<FeatureProfile> features)
    {
        Values = new ReadOnlyDictionary<string, double>(values);
        ClassCounts = classCounts;
        Features = features;
    }

    /// <summary>By the names of <see cref="ProfileNames"/>; what could not be told is not there. All are finite.</summary>
    public IReadOnlyDictionary<string, double> Values { get; }

    /// <summary>Samples of each class, from class 0; empty without labels.</summary>
    public IReadOnlyList<long> ClassCounts { get; }

    /// <summary>Feature after feature.</summary>
    public IReadOnlyList<FeatureProfile> Features { get; }

    /// <summary>Profiles data that is in memory.</summary>
    /// <param name="inputs">Row after row; NaN is a missing value.</param>
    /// <param name="features">Numbers of a row, from 1.</param>
    /// <param name="labels">Class of each row from 0, as many as rows; empty where there are no classes.</param>
    /// <param name="validationInputs">Rows of the same features; empty where there are none.</param>
    /// <exception cref="ArgumentException">The numbers do not make whole rows, or labels are not as many as rows.</exception>
    public static DataProfile Of(ReadOnlySpan<float> inputs, int features, ReadOnlySpan<long> labels, ReadOnlySpan<float> validationInputs = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        var rows = Rows(inputs.Length, features);
        if (labels.Length != 0 && labels.Length != rows) throw new ArgumentException($"There are {labels.Length} labels for {rows} rows.");
        var profiler = new DataProfiler(features);
        var row = new double[features];
        for (var i = 0; i < rows; i++)
        {
            Copy(inputs.Slice(i * features, features), row);
            profiler.Add(row, labels.Length == 0 ? DataProfiler.NoLabel : labels[i]);
        }

        for (var i = 0; i < Rows(validationInputs.Length, features); i++)
        {
            Copy(validationInputs.Slice(i * features, features), row);
            profiler.AddValidation(row);
        }

        return profiler.Finish();
    }

    /// <summary>Profiles data that is in memory as an array a row.</summary>
    /// <param name="inputs">All of one length; NaN is a missing value.</param>
    /// <param name="labels">Class of each row from 0, as many as rows; empty where there are no classes.</param>
    /// <param name="validationInputs">Rows of the same features; null where there are none.</param>
    /// <exception cref="ArgumentException">Rows differ in length, there are none, or labels are not as many as rows.</exception>
    public static DataProfile Of(IReadOnlyList<float[]> inputs, ReadOnlySpan<long> labels, IReadOnlyList<float[]>? validationInputs = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentException("There are no rows to profile.");
        var features = inputs[0].Length;
        if (inputs.Concat(validationInputs ?? []).Any(row => row.Length != features))
            throw new ArgumentException($"Rows differ in length: the first has {features} numbers.");
        return Of([.. inputs.SelectMany(row => row)], features, labels, [.. (validationInputs ?? []).SelectMany(row => row)]);
    }

    private static int Rows(int numbers, int features) =>
        numbers % features == 0 ? numbers / features : throw new ArgumentException($"{numbers} numbers are no whole rows of {features}.");

    private static void Copy(ReadOnlySpan<float> from, double[] to)
    {
        for (var i = 0; i < from.Length; i++) to[i] = from[i];
    }
}

/// <summary>What is known of one feature.</summary>
/// <param name="Missing">Cells without a value.</param>
/// <param name="Mean">Of the finite cells; 0 for a category.</param>
/// <param name="Least">The least finite value; NaN where there is none, and for a category.</param>
/// <param name="Greatest">The greatest finite value; NaN where there is none, and for a category.</param>
/// <param name="OutOfRange">Cells beyond -10 and 10.</param>
/// <param name="OutlierShare">Share of cells beyond 8 robust standard deviations, 0..1.</param>
/// <param name="IsConstant">All cells that have a value have the same.</param>
/// <param name="IsInformative">False: it does not depend on the label, by the test. Null: not tested, as with fewer than 20 samples.</param>
public sealed record FeatureProfile(
    long Missing, double Mean, double Least, double Greatest, long OutOfRange, double OutlierShare, bool IsConstant, bool? IsInformative);
