using Tracker.Plugins.Abstractions.Profiling;

namespace Tracker.Plugins.Abstractions;

/// <summary>Profiles data row by row, for what does not fit into memory: its own memory is bounded by the number of features.</summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class DataProfiler
{
    /// <summary>In place of a label where there is none.</summary>
    public const long NoLabel = -1;

    /// <summary>The most classes: labels are below it.</summary>
    public const int MostClasses = 1_000_000;

    private const double Range = 10;
    private const double Outlier = 8;
    private const double Level = 0.01;
    private const int LeastTested = 20;
    private const int MostDifferentRows = 500_000;
    private const int MostSampledRows = 20_000;
    private const int MostSampledCells = 4_000_000;

    private readonly bool[] _isCategory;
    private readonly FeatureCounts[] _features;
    private readonly List<long> _classes = [];
    private readonly SeenRows _inputs = new(MostDifferentRows);
    private readonly SeenRows _samples = new(MostDifferentRows);
    private readonly RowSample _sample;
    private long _count;
    private long _withMissing;
    private long _validation;
    private long _overlap;

    /// <summary>Starts one.</summary>
    /// <param name="features">Numbers of a row, from 1.</param>
    /// <param name="isCategory">
    /// Features whose numbers are names of categories: they have no range, no mean and no outliers. Null: none is.
    /// </param>
    /// <exception cref="ArgumentException">The two do not fit.</exception>
    public DataProfiler(int features, Func<int, bool>? isCategory = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        _isCategory = [.. Enumerable.Range(0, features).Select(isCategory ?? (static _ => false))];
        _features = new FeatureCounts[features];
        Array.Fill(_features, FeatureCounts.None);
        _sample = new RowSample(Math.Clamp(MostSampledCells / features, 500, MostSampledRows), seed: 1);
    }

    /// <summary>Adds one training sample.</summary>
    /// <param name="input">As many numbers as there are features; NaN is a missing value.</param>
    /// <param name="label">Its class, from 0 to below <see cref="MostClasses"/>; <see cref="NoLabel"/> where there is none.</param>
    /// <exception cref="ArgumentException">The row is of another length, or the label out of its range.</exception>
    public void Add(ReadOnlySpan<double> input, long label = NoLabel)
    {
        Check(input);
        if (label is < NoLabel or >= MostClasses) throw new ArgumentOutOfRangeException(nameof(label), $"Label {label} is not from 0 to below {MostClasses}.");
        _count++;
        var isMissing = false;
        for (var f = 0; f < input.Length; f++)
        {
            _features[f].Add(input[f], Range);
            isMissing |= double.IsNaN(input[f]);
        }

        if (isMissing) _withMissing++;
        if (label >= 0)
        {
            while (_classes.Count <= label) _classes.Add(0);
            _classes[(int)label]++;
        }

        var hash = RowHash.Of(input);
        _inputs.Add(hash, label);
        _samples.Add(RowHash.With(hash, label), label);
        _sample.Add(input, label);
    }

    /// <summary>Adds the input of one validation sample, after all training samples.</summary>
    /// <exception cref="ArgumentException">The row is of another length.</exception>
    public void AddValidation(ReadOnlySpan<double> input)
    {
        Check(input);
        var hash = RowHash.Of(input);
        if (!_inputs.IsFollowed(hash)) return;
        _validation++;
        if (_inputs.Contains(hash)) _overlap++;
    }

    /// <summary>What the samples so far say.</summary>
    public DataProfile Finish()
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            [ProfileNames.Samples] = _count,
            [ProfileNames.Features] = _features.Length,
        };
        if (_count == 0) return new(values, [], []);
        var rows = _sample.Kept;
        var scales = Enumerable.Range(0, _features.Length)
            .Select(f => _isCategory[f] ? default : RobustScale.Of(rows.Select(row => row.Row[f])))
            .ToArray();
        FeatureProfile[] features = [.. Enumerable.Range(0, _features.Length).Select(f => Feature(f, scales[f]))];
        var cells = (double)_count * _features.Length;
        var numbers = Math.Max(1, _isCategory.Count(isCategory => !isCategory));
        values[ProfileNames.MissingShare] = features.Sum(feature => feature.Missing) / cells;
        values[ProfileNames.MissingSampleShare] = _withMissing / (double)_count;
        values[ProfileNames.ConstantFeatureShare] = features.Count(feature => feature.IsConstant) / (double)features.Length;
        values[ProfileNames.OutOfRangeShare] = features.Sum(feature => feature.OutOfRange) / ((double)_count * numbers);
        values[ProfileNames.OutlierShare] = features.Sum(feature => feature.OutlierShare) / numbers;
        values[ProfileNames.OutlierSampleShare] =
            rows.Count(row => Enumerable.Range(0, row.Row.Length).Any(f => IsOutlier(row.Row[f], scales[f]))) / (double)rows.Count;
        values[ProfileNames.MeanAbsMax] = features.Max(feature => Math.Abs(feature.Mean));
        values[ProfileNames.DuplicateShare] = _samples.RepeatShare;
        if (_validation > 0) values[ProfileNames.OverlapShare] = _overlap / (double)_validation;
        if (_classes.Count > 0) AddClasses(values, features);
        foreach (var (name, _) in values.Where(pair => !double.IsFinite(pair.Value)).ToArray()) values.Remove(name);
        return new(values, [.. _classes], features);
    }

    private void AddClasses(SortedDictionary<string, double> values, FeatureProfile[] features)
    {
        var counts = _classes.Where(count => count > 0).ToArray();
        values[ProfileNames.Classes] = counts.Length;
        values[ProfileNames.ImbalanceRatio] = counts.Max() / (double)counts.Min();
        values[ProfileNames.SamplesPerClassMin] = counts.Min();
        values[ProfileNames.ConflictingLabelShare] = _inputs.ConflictShare;
        var tested = features.Where(feature => feature.IsInformative is not null).ToArray();
        if (tested.Length > 0)
            values[ProfileNames.UninformativeFeatureShare] = tested.Count(feature => feature.IsInformative == false) / (double)tested.Length;
        if (counts.Length > 1 && Neighbours.Disagreement(_sample.Kept, _isCategory) is { } share) values[ProfileNames.NeighbourDisagreement] = share;
    }

    private FeatureProfile Feature(int f, RobustScale scale)
    {
        ref var counts = ref _features[f];
        var isCategory = _isCategory[f];
        var rows = _sample.Kept;
        bool? isInformative = null;
        if (!isCategory && rows.Count >= LeastTested && _classes.Count(count => count > 0) > 1)
            isInformative = RankTest.Chance([.. rows.Select(row => row.Row[f])], [.. rows.Select(row => row.Label)]) < Level;
        return new(
            counts.Missing,
            isCategory ? 0 : counts.Mean,
            isCategory ? double.NaN : counts.Least,
            isCategory ? double.NaN : counts.Greatest,
            isCategory ? 0 : counts.OutOfRange,
            isCategory ? 0 : rows.Count(row => IsOutlier(row.Row[f], scale)) / (double)rows.Count,
            counts.IsConstant,
            isInformative);
    }

    private static bool IsOutlier(double value, RobustScale scale) =>
        double.IsInfinity(value) || (scale.Deviation > 0 && Math.Abs(value - scale.Median) > Outlier * scale.Deviation);

    private void Check(ReadOnlySpan<double> input)
    {
        if (input.Length != _features.Length) throw new ArgumentException($"A row has {input.Length} numbers instead of {_features.Length}.");
    }
}
