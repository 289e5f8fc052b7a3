using Spectre.Console;
using Tracker.Cli.Output;
using Tracker.Plugins.Abstractions;

namespace Tracker.Cli.Tables;

/// <summary>A profile as a page for people: what the table is, its classes, its numbers, and what to do about what stands out.</summary>
internal static class ProfilePage
{
    private const int BarWidth = 32;
    private const int ClassesShown = 20;
    private const int CategoriesShown = 8;

    private static readonly (string Name, string Words, bool IsShare)[] Rows =
    [
        (ProfileNames.MissingShare, "cells without a value", true),
        (ProfileNames.OutlierShare, "cells beyond 8 robust standard deviations", true),
        (ProfileNames.OutOfRangeShare, "numbers beyond -10 and 10", true),
        (ProfileNames.MeanAbsMax, "largest mean of a feature, without sign", false),
        (ProfileNames.DuplicateShare, "samples that were there before", true),
        (ProfileNames.OverlapShare, "validation samples that are in the training data", true),
        (ProfileNames.ConflictingLabelShare, "samples whose input has two labels", true),
        (ProfileNames.NeighbourDisagreement, "samples with another label than the one most like them", true),
        (ProfileNames.ConstantFeatureShare, "features that never change", true),
        (ProfileNames.UninformativeFeatureShare, "features that do not differ between classes", true),
        (ProfileNames.ImbalanceRatio, "largest over smallest class", false),
        (ProfileNames.SamplesPerClassMin, "samples of the smallest class", false),
    ];

    public static void Show(string file, TableProfile table, Screen screen)
    {
        var values = table.Profile.Values;
        var categories = table.Features.Count(feature => !feature.IsNumeric);
        var kinds = categories == 0 ? "" : $", {categories:N0} of them categories";
        screen.Say($"[bold]{Words.Safe(file)}[/]: {values[ProfileNames.Samples]:N0} samples of {table.Features.Count:N0} feature{(table.Features.Count == 1 ? "" : "s")}{kinds}. Label: {Words.Safe(table.Label.Name)}{(table.LabelChosen ? "" : " (another with --label)")}.");
        if (table.Label.HasClasses) ShowClasses(table, screen);
        else screen.Say(table.Label.IsNumeric
            ? "[grey]The label has many values: it is taken for a number to predict, and there are no classes to count.[/]"
            : "[grey]The label has more than 1,000 texts: there are no classes to count. Is it the name of each sample? Choose another with --label.[/]");

        foreach (var column in table.Features.Where(feature => feature is { IsNumeric: false, Texts: > 0 }).Take(CategoriesShown))
            screen.Say($"[grey]Column {Words.Safe(column.Name)} is taken for categories: line {column.FirstText.Line} has '{Words.Safe(column.FirstText.Text)}'.[/]");
        var numbers = Screen.Table("measure", "value", "");
        foreach (var (name, words, isShare) in Rows)
        {
            if (!values.TryGetValue(name, out var value)) continue;
            numbers.AddRow(words, isShare ? ProfileProblem.Percent(value) : ProfileProblem.Number(value), isShare ? Bar(value) : "");
        }

        screen.Show(numbers);
        var problems = ProfileProblem.Of(table);
        if (problems.Count == 0) screen.Say("[green]Nothing stands out.[/]");
        foreach (var problem in problems)
        {
            screen.Say($"[yellow]![/] {Words.Safe(problem.Sentence)}");
            screen.Say($"  {Words.Safe(problem.Advice)}");
        }
    }

    private static void ShowClasses(TableProfile table, Screen screen)
    {
        var classes = ProfileProblem.Classes(table);
        if (classes.Count == 0) return;
        var all = classes.Sum(c => c.Count);
        var rows = Screen.Table("class", "samples", "share", "");
        foreach (var (name, count) in classes.Take(ClassesShown))
            rows.AddRow(Words.Safe(name.Length > 40 ? name[..40] : name), $"{count:N0}", ProfileProblem.Percent(count / (double)all), Bar(count / (double)classes[0].Count));
        screen.Show(rows);
        if (classes.Count > ClassesShown) screen.Say($"[grey]and {classes.Count - ClassesShown:N0} smaller classes, down to {classes[^1].Count:N0} samples.[/]");
    }

    private static string Bar(double share) => share <= 0 ? "" : new string('█', Math.Max(1, (int)Math.Round(share * BarWidth)));
}
