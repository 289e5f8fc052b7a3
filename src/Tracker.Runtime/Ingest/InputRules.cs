using System.Globalization;
using System.Text;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Ingest;

/// <summary>Why an input is refused.</summary>
/// <param name="Code">One of a closed set, for the metric.</param>
/// <param name="Sentence">Names the thing and the way out.</param>
internal sealed record Refusal(string Code, string Sentence);

/// <summary>What an input must be to be taken. Null where it is.</summary>
internal static class InputRules
{
    private const int Shown = 40;

    public static Refusal? Check(RunId run, RunInput input, MetricSetTable sets, IngestLimits limits) => input switch
    {
        FramesInput { Frames: [var frame] } => Check(run, frame, sets, limits),
        FramesInput => new Refusal("frames", $"A submission to run {run} carries one frame: send each on its own."),
        SetInput set => Check(run, set, sets, limits),
        FactsInput facts => Check(facts.Facts, limits),
        FactsByHandInput byHand => Check(byHand.Facts, limits),
        FinishInput finish when !finish.Status.IsOver() =>
            new Refusal("status", $"Run {run} cannot end as {finish.Status.ToWord()}: finished, failed and cancelled are ends."),
        _ => null,
    };

    public static Refusal? Check(RunFacts facts, IngestLimits limits) =>
        CheckName(facts.Name, "The run's name", limits) ?? CheckName(facts.Experiment, "The experiment's name", limits);

    /// <summary>What a run would know with what is told now: each telling may be small and all of them together not.</summary>
    public static Refusal? CheckAll(RunId run, RunFacts all, IngestLimits limits) =>
        CheckCount(run, all.Hyperparameters.Count, "hyperparameters", limits.FactsPerRun)
        ?? CheckCount(run, all.Tags.Count, "tags", limits.FactsPerRun)
        ?? CheckCount(run, all.Profile.Count, "numbers of a profile", limits.FactsPerRun)
        ?? CheckCount(run, all.Directions.Count, "directions of metrics", limits.MetricsPerRun)
        ?? (Bytes(all) is var bytes && bytes > limits.FactsBytesPerRun
            ? new Refusal("facts", $"Run {run} would have {bytes} bytes of facts: {limits.FactsBytesPerRun} are the limit, so tell less, and keep long texts in files.")
            : null);

    private static long Bytes(RunFacts facts)
    {
        var bytes = (long)facts.SamplesPerClass.Length * sizeof(long);
        foreach (var (name, value) in facts.Hyperparameters) bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        foreach (var (name, value) in facts.Tags) bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        foreach (var (name, _) in facts.Profile) bytes += Encoding.UTF8.GetByteCount(name) + sizeof(double);
        foreach (var (name, _) in facts.Directions) bytes += Encoding.UTF8.GetByteCount(name);
        return bytes;
    }

    private static Refusal? CheckCount(RunId run, int count, string what, int most) =>
        count <= most ? null : new Refusal("facts", $"Run {run} would have {count} {what}: {most} are the limit, so tell fewer.");

    private static Refusal? Check(RunId run, Frame frame, MetricSetTable sets, IngestLimits limits)
    {
        var samples = (long)frame.Rows * frame.Metrics;
        if (samples > limits.MessageSamples)
            return new Refusal("samples", $"A message of {samples} samples is too large: send at most {limits.MessageSamples} at once.");
        if (frame.Values.Length > limits.MessageBytes)
            return new Refusal("bytes", $"A message of {frame.Values.Length} bytes is too large: send at most {limits.MessageBytes} at once.");
        if (sets.Find(new MetricSetKey(frame.Producer, frame.Set)) is not { } columns)
            return new Refusal("unknown_set", $"Set {frame.Set} of run {run} is unknown: send the metric set before its frames.");
        if (columns.Names.Length != frame.Metrics)
        {
            return new Refusal(
                "columns",
                $"A frame of set {frame.Set} of run {run} has {frame.Metrics} values a row where the set names {columns.Names.Length} metrics: send one value for each.");
        }

        foreach (var step in frame.Steps.Span)
        {
            if (step < 0) return new Refusal("step", $"step {step.ToString(CultureInfo.InvariantCulture)} of run {run}: steps are 0 or more.");
        }

        return null;
    }

    private static Refusal? Check(RunId run, SetInput set, MetricSetTable sets, IngestLimits limits)
    {
        if (sets.Find(new MetricSetKey(set.Producer, set.Set)) is { } known)
        {
            return known.Same(set.Rank, set.Names)
                ? null
                : new Refusal("set_changed", $"Set {set.Set} of run {run} was sent before with other names: take a new id for other names.");
        }

        if (set.Names.IsDefaultOrEmpty)
            return new Refusal("set_empty", $"Set {set.Set} of run {run} names no metric: name one at least.");
        foreach (var name in set.Names)
        {
            if (name.Length == 0) return new Refusal("name", $"A metric of run {run} has no name: give it one.");
            if (CheckName(name, "The metric name", limits) is { } refusal) return refusal;
        }

        if (set.Names.Distinct(StringComparer.Ordinal).Count() != set.Names.Length)
            return new Refusal("set_twice", $"Set {set.Set} of run {run} names a metric twice: name each once.");
        var metrics = sets.SeriesCount + sets.NewSeries(set);
        if (metrics > limits.MetricsPerRun)
            return new Refusal("metrics", $"Run {run} would have {metrics} metrics: {limits.MetricsPerRun} are the limit, so log fewer or use another run.");
        if (sets.Count >= limits.SetsPerRun)
            return new Refusal("sets", $"Run {run} has {sets.Count} metric sets: log the same metrics together so that they share one.");
        return sets.NameCharacters + MetricSetTable.Characters(set.Names) > limits.SetNamesPerRun
            ? new Refusal(
                "set_names",
                $"The names of the {sets.Count} metric sets of run {run} have {sets.NameCharacters} characters: {limits.SetNamesPerRun} are the limit, so log the same metrics together.")
            : null;
    }

    private static Refusal? CheckName(string? name, string what, IngestLimits limits)
    {
        if (name is null) return null;
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > limits.NameBytes)
            return new Refusal("name", $"{what} '{Show(name)}' has {bytes} bytes: {limits.NameBytes} are the limit.");
        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
                return new Refusal("name", $"{what} '{Show(name)}' holds a control character or is no valid text: leave it out.");
        }

        return null;
    }

    private static string Show(string name)
    {
        var shown = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (shown.Length >= Shown) return shown.Append("...").ToString();
            if (Rune.IsControl(rune)) shown.Append('?');
            else shown.Append(rune);
        }

        return shown.ToString();
    }
}
