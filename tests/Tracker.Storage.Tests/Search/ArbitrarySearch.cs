using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CsCheck;
using Tracker.Core.Alerting;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;
using Tracker.Runtime.Search;

namespace Tracker.Storage.Tests.Search;

/// <summary>Runs, filters and orders of few values, so that they meet: with ties, with gaps, and with texts that would hurt a careless store.</summary>
internal static class ArbitrarySearch
{
    private static readonly string[] Texts =
        ["a", "A", "ab", "ä", "日本", "𝔘", "\uFF5E", "", " ", "1", "1.0", "1e0", "-2", "0.5", "NaN", "inf", "x' OR '1'='1", "\"; DROP TABLE run; --", "%", "null", "$p0", "a\nb"];

    private static readonly string[] Names = ["lr", "optimizer", "x'); DROP TABLE run; --", "ключ", "a.b", "status"];
    private static readonly double[] Numbers = [-2, 0, 0.5, 1, 2.5, 1e9];
    private static readonly string[] Patterns = ["^a", "b$", "[0-9]", ".*", "(?i)A", "日"];

    private static readonly Gen<string> Text = Some(Texts);
    private static readonly Gen<string> Name = Some(Names);
    private static readonly Gen<double> Number = Some(Numbers);
    private static readonly Gen<double> Measured = Some([.. Numbers, double.NaN, double.PositiveInfinity, double.NegativeInfinity]);

    private static readonly Gen<RunField> Told = Gen.Select(Some(NameKind.Fact, NameKind.Tag), Name, static (kind, name) => (RunField)new RunField.Told(kind, name));

    private static readonly Gen<RunField> Metric = Gen.Select(
        Name, Some(MetricAspect.Best, MetricAspect.Last, MetricAspect.BestStep), static (name, aspect) => (RunField)new RunField.Metric(name, aspect));

    private static readonly Gen<RunField> TextColumn =
        Some(RunColumn.Name, RunColumn.Experiment, RunColumn.Cause).Select(static column => (RunField)new RunField.Column(column));

    private static readonly Gen<RunField> NumberColumn =
        Some(RunColumn.Step, RunColumn.Samples, RunColumn.Alerts).Select(static column => (RunField)new RunField.Column(column));

    private static readonly Gen<RunField> OtherColumn = Some(RunColumn.Created, RunColumn.Ended, RunColumn.Status, RunColumn.Severity, RunColumn.Run)
        .Select(static column => (RunField)new RunField.Column(column));

    private static readonly Gen<FilterValue> ANumber = Number.Select(static number => new FilterValue("", number));
    private static readonly Gen<FilterValue> AText = Text.Select(static text => new FilterValue(text, null));

    /// <summary>What may be compared with what.</summary>
    private static readonly Gen<(RunField Field, Gen<FilterValue> Value)> Comparable = Gen.OneOf(
        Told.Select(static field => (field, Gen.OneOf(ANumber, AText))),
        Metric.Select(static field => (field, ANumber)),
        NumberColumn.Select(static field => (field, ANumber)),
        TextColumn.Select(static field => (field, AText)),
        Gen.Bool.Select(static _ => ((RunField)new RunField.Column(RunColumn.Status), Gen.Int[0, 5].Select(static status => new FilterValue("", status)))));

    private static readonly Gen<RunFilter> Leaf = Gen.OneOf(
        Comparable.SelectMany(static pair => Gen.Select(
            Some(Enum.GetValues<Comparison>()), pair.Value, (how, value) => (RunFilter)new RunFilter.Compare(pair.Field, how, value))),
        Comparable.SelectMany(static pair => pair.Value.Array[1, 4].Select(values => (RunFilter)new RunFilter.In(pair.Field, [.. values]))),
        Gen.OneOf(Told, TextColumn).SelectMany(static field => Some(Patterns).Select(
            pattern => (RunFilter)new RunFilter.Match(field, new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)))),
        Gen.OneOf(Told, Metric, TextColumn).Select(static field => (RunFilter)new RunFilter.Has(field)));

    public static Gen<RunFilter?> Filter { get; } = Gen.OneOf(Gen.Bool.Select(static _ => (RunFilter?)null), Tree(3).Select(static filter => (RunFilter?)filter));

    public static Gen<RunSort[]> Order { get; } = Gen.Select(
        Gen.OneOf(Told, Metric, TextColumn, NumberColumn, OtherColumn), Gen.Bool, static (field, descends) => new RunSort(field, descends)).Array[1, 3];

    public static Gen<DerivedCommit[]> Runs { get; } = Run().Array[0, 25].Select(static runs =>
        runs.Select(static (run, place) => run with { Row = run.Row with { Run = new RunId((UInt128)(place + 1) << 64) } }).ToArray());

    private static Gen<T> Some<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    private static Gen<RunFilter> Tree(int depth) => depth == 0
        ? Leaf
        : Gen.OneOf(
            Leaf,
            Gen.Select(Tree(depth - 1), Tree(depth - 1), static (left, right) => (RunFilter)new RunFilter.And(left, right)),
            Gen.Select(Tree(depth - 1), Tree(depth - 1), static (left, right) => (RunFilter)new RunFilter.Or(left, right)),
            Tree(depth - 1).Select(static inner => (RunFilter)new RunFilter.Not(inner)));

    private static Gen<DerivedCommit> Run()
    {
        var maybeText = Gen.OneOf(Gen.Bool.Select(static _ => (string?)null), Text.Select(static text => (string?)text));
        var map = Gen.Select(Name, Text, KeyValuePair.Create).Array[0, 4].Select(static pairs =>
            pairs.DistinctBy(static pair => pair.Key).ToImmutableSortedDictionary(StringComparer.Ordinal));
        var facts = Gen.Select(maybeText, maybeText, maybeText, map, map, static (name, experiment, optimizer, hyperparameters, tags) =>
            new RunFacts { Name = name, Experiment = experiment, Optimizer = optimizer, Hyperparameters = hyperparameters, Tags = tags });
        var metrics = Gen.Select(Name, Measured, Measured, Gen.Int[-1, 3], static (name, last, best, step) => new MetricValue(name, last, best, step))
            .Array[0, 4].Select(static values => values.DistinctBy(static value => value.Name).ToImmutableArray());
        return Gen.Select(facts, metrics, Gen.Int[0, 5], Gen.Int[-1, 3], maybeText, Gen.Int[0, 3], static (told, values, status, step, cause, number) => new DerivedCommit(
            new RunRow
            {
                Run = new RunId(1),
                Position = 1,
                Status = (RunStatus)status,
                Facts = told,
                Step = step,
                Samples = number == 3 ? 1_000_000_000 : number,
                Cause = cause,
                FiringAlerts = number,
                Worst = number == 0 ? null : (Severity)number,
                CreatedAt = new Timestamp(1_000 + number),
                EndedAt = step < 0 ? null : new Timestamp(2_000 + step),
            },
            null,
            [])
        {
            Metrics = values,
        });
    }
}
