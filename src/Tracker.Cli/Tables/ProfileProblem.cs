using System.Globalization;
using Tracker.Plugins.Abstractions;

namespace Tracker.Cli.Tables;

/// <summary>Something about training data that often keeps a training from learning.</summary>
/// <param name="Measure">One of <see cref="ProfileNames"/>.</param>
/// <param name="Sentence">What was found.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record ProfileProblem(string Measure, string Sentence, string Advice)
{
    private const double MostImbalance = 10;
    private const double LeastOfAClass = 50;
    private const double MostDuplicates = 0.01;
    private const double MostOutliers = 0.0005;
    private const double MostOutOfRange = 0.01;
    private const double MostUninformative = 0.3;
    private const double MostDisagreement = 0.5;
    private const int NamesShown = 8;

    /// <summary>The problems of a table, the gravest for a training first.</summary>
    public static IReadOnlyList<ProfileProblem> Of(TableProfile table)
    {
        var found = new List<ProfileProblem>();
        AddCells(found, table);
        AddLabels(found, table);
        AddRows(found, table);
        AddFeatures(found, table);
        return found;
    }

    private static void AddCells(List<ProfileProblem> found, TableProfile table)
    {
        var missing = Value(table, ProfileNames.MissingShare);
        if (missing > 0)
        {
            found.Add(new(
                ProfileNames.MissingShare,
                $"{Percent(missing)} of the cells have no value, in {Percent(Value(table, ProfileNames.MissingSampleShare))} of the samples: {Names(table, feature => feature.Missing > 0)}.",
                "One NaN makes the loss NaN: fill in the median of the training data (with a column that says where), or leave these rows out."));
        }

        if (Value(table, ProfileNames.OutlierSampleShare) > MostOutliers)
        {
            found.Add(new(
                ProfileNames.OutlierShare,
                $"{Percent(Value(table, ProfileNames.OutlierSampleShare))} of the samples have a value beyond 8 robust standard deviations: {Names(table, feature => feature.OutlierShare > 0)}.",
                "Look for wrong units and failed sensors; cut such values off, take their logarithm, or use a robust loss."));
        }

        if (Value(table, ProfileNames.OutOfRangeShare) > MostOutOfRange)
        {
            found.Add(new(
                ProfileNames.OutOfRangeShare,
                $"{Percent(Value(table, ProfileNames.OutOfRangeShare))} of the numbers lie beyond -10 and 10: {Names(table, feature => feature.OutOfRange > 0)}.",
                "Networks learn badly from such inputs: bring every feature to mean 0 and standard deviation 1, by those of the training data."));
        }
    }

    private static void AddLabels(List<ProfileProblem> found, TableProfile table)
    {
        if (table.WithoutLabel > 0)
            found.Add(new("samples", $"{table.WithoutLabel:N0} rows have no label.", "Label them or leave them out."));
        if (!table.Profile.Values.ContainsKey(ProfileNames.Classes)) return;
        var classes = Classes(table);
        var (most, least) = (classes[0], classes[^1]);
        if (classes.Count == 1)
            found.Add(new(ProfileNames.Classes, $"All samples are of class '{most.Name}'.", "There is nothing to tell apart: name another label with --label, or add the other classes."));
        if (Value(table, ProfileNames.ImbalanceRatio) > MostImbalance)
        {
            found.Add(new(
                ProfileNames.ImbalanceRatio,
                $"Class '{most.Name}' has {Number(Value(table, ProfileNames.ImbalanceRatio))} times as many samples as class '{least.Name}'.",
                "Oversample rare classes or weight them in the loss, and judge by the recall of each class: accuracy hides those that are ignored."));
        }

        if (least.Count < LeastOfAClass)
        {
            found.Add(new(
                ProfileNames.SamplesPerClassMin,
                $"Class '{least.Name}' has {least.Count:N0} {(least.Count == 1 ? "sample" : "samples")}.",
                "That is little to learn a class from: collect or augment more, start from trained weights, and validate by cross-validation."));
        }

        if (Value(table, ProfileNames.ConflictingLabelShare) is > 0 and var conflicts)
        {
            found.Add(new(
                ProfileNames.ConflictingLabelShare,
                $"{Percent(conflicts)} of the samples have the same input as a sample with another label.",
                "No model can get these right: correct the labels, or add the feature that tells them apart."));
        }

        // What neighbours would disagree by if labels were drawn at random.
        var all = (double)classes.Sum(c => c.Count);
        var chance = 1 - classes.Sum(c => c.Count / all * (c.Count / all));
        if (Value(table, ProfileNames.NeighbourDisagreement) is var share && chance > 0 && share > MostDisagreement * chance)
        {
            found.Add(new(
                ProfileNames.NeighbourDisagreement,
                $"{Percent(share)} of the samples have another label than the sample most like them, where labels at random would give {Percent(chance)}.",
                "Labels may be wrong or in another order than the rows, or the features say little: check some by hand before a training."));
        }
    }

    private static void AddRows(List<ProfileProblem> found, TableProfile table)
    {
        if (Value(table, ProfileNames.OverlapShare) is > 0 and var overlap)
        {
            found.Add(new(
                ProfileNames.OverlapShare,
                $"{Percent(overlap)} of the validation samples are in the training data too.",
                "Take them out of one of the two, else the validation says too much: split before duplicating or oversampling."));
        }

        if (Value(table, ProfileNames.DuplicateShare) is > MostDuplicates and var duplicates)
        {
            found.Add(new(
                ProfileNames.DuplicateShare,
                $"{Percent(duplicates)} of the samples repeat one that was there before.",
                "Leave repeats out, and see that none is in both training and validation data."));
        }
    }

    private static void AddFeatures(List<ProfileProblem> found, TableProfile table)
    {
        if (Value(table, ProfileNames.ConstantFeatureShare) > 0)
        {
            found.Add(new(
                ProfileNames.ConstantFeatureShare,
                $"Features that never change: {Names(table, feature => feature.IsConstant)}.",
                "They say nothing, and break what divides by a standard deviation: leave them out."));
        }

        if (Value(table, ProfileNames.UninformativeFeatureShare) > MostUninformative)
        {
            found.Add(new(
                ProfileNames.UninformativeFeatureShare,
                $"{Percent(Value(table, ProfileNames.UninformativeFeatureShare))} of the features do not differ between classes: {Names(table, feature => feature.IsInformative == false)}.",
                "Alone they say nothing of the label, and with few samples they are learnt by heart: select features, or regularise more."));
        }

        foreach (var feature in table.Features.Where(feature => feature is { IsNumeric: true, Texts: > 0 }))
        {
            found.Add(new(
                ProfileNames.MissingShare,
                $"Column '{feature.Name}' is one of numbers with {feature.Texts:N0} {(feature.Texts == 1 ? "text" : "texts")} in it, first '{feature.FirstText.Text}' in line {feature.FirstText.Line}; counted as missing.",
                "Write a number or nothing there."));
        }
    }

    /// <summary>The classes that occur by their names, the largest first.</summary>
    public static IReadOnlyList<(string Name, long Count)> Classes(TableProfile table) =>
    [
        .. table.Label.Values.Select(pair => (pair.Key, Count: pair.Value < table.Profile.ClassCounts.Count ? table.Profile.ClassCounts[pair.Value] : 0))
            .Where(pair => pair.Count > 0)
            .OrderByDescending(pair => pair.Count),
    ];

    /// <summary>A share with two figures.</summary>
    public static string Percent(double share) => Number(100 * share) + " %";

    /// <summary>A number as people write it.</summary>
    public static string Number(double value) => value switch
    {
        0 => "0",
        _ when Math.Abs(value) is < 0.01 or >= 1e7 => value.ToString("0.#e0", CultureInfo.InvariantCulture),
        _ when Math.Abs(value) < 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0.#", CultureInfo.InvariantCulture),
    };

    private static double Value(TableProfile table, string name) => table.Profile.Values.GetValueOrDefault(name);

    private static string Names(TableProfile table, Func<FeatureProfile, bool> isMeant)
    {
        string[] names = [.. table.Features.Where((_, i) => isMeant(table.Profile.Features[i])).Select(feature => feature.Name)];
        return string.Join(", ", names.Take(NamesShown)) + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");
    }
}
