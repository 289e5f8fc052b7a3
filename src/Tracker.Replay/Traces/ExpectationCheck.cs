using System.Globalization;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Recordings;

namespace Tracker.Replay.Traces;

/// <summary>Says in a sentence what does not hold.</summary>
internal static class ExpectationCheck
{
    /// <summary>The failure; null when the expectation holds.</summary>
    public static string? Failure(Expectation expectation, Playback played)
    {
        var problem = expectation switch
        {
            AlertFires e => AlertFired(e, played),
            AlertResolves e => AlertResolved(e, played),
            FindingAppears e => FindingAppeared(e, played),
            NeverAlert e => AlertNever(e, played),
            NeverFinding e => FindingNever(e, played),
            EndStatus e => played.Snapshot.Status == e.Status ? null : $"the status should be {e.Status.ToWord()} at the end; it is {played.Snapshot.Status.ToWord()}",
            EndAlert e => AlertAtEnd(e, played),
            EndFinding e => FindingAtEnd(e, played),
            EndNoFinding e => NoFindingAtEnd(e, played),
            RemedyIsProposed e => Remedy(e, played),
            NotJudged e => Judged(e, played),
            _ => throw new NotSupportedException(expectation.GetType().Name),
        };
        return problem is null ? null : $"line {expectation.Line}: {problem}";
    }

    private static string? AlertFired(AlertFires e, Playback played)
    {
        var fired = Alerts(played, e.Detector).Where(c => c.Alert.State == AlertState.Firing && (e.Severity is null || c.Alert.Severity == e.Severity)).ToList();
        if (fired.Exists(c => Holds(e.When, c, played))) return null;
        var wanted = e.Severity is { } severity ? $" as {Word(severity)}" : "";
        return $"alert {e.Detector} should fire{wanted} {Text(e.When)}; it {Happened("fired", fired, e.When, played)}{Others(e, played)}";
    }

    private static string? AlertResolved(AlertResolves e, Playback played)
    {
        var resolved = Alerts(played, e.Detector).Where(c => c.Alert.State == AlertState.Resolved).ToList();
        return resolved.Exists(c => Holds(e.When, c, played))
            ? null
            : $"alert {e.Detector} should resolve {Text(e.When)}; it {Happened("resolved", resolved, e.When, played)}";
    }

    private static string? FindingAppeared(FindingAppears e, Playback played)
    {
        var found = played.Events.OfType<FindingChanged>().Where(f => f.Finding.Cause == e.Cause && f.Finding.Likelihood > e.Above).ToList();
        return found.Exists(f => Holds(e.When, f, played))
            ? null
            : $"finding {e.Cause} should appear {Text(e.When)}{Above(e.Above)}; it {Happened("did", found, e.When, played)}";
    }

    private static string? AlertNever(NeverAlert e, Playback played)
    {
        var wrong = played.Events.OfType<AlertChanged>().FirstOrDefault(c =>
            (e.Detector is null || c.Alert.Detector == e.Detector) && c.Alert.State == AlertState.Firing && c.Alert.Severity >= e.Least);
        return wrong is null
            ? null
            : $"alert {wrong.Alert.Detector} should never fire; it fired as {Word(wrong.Alert.Severity)} at step {Number(wrong.Step)}: {wrong.Alert.Message}";
    }

    private static string? FindingNever(NeverFinding e, Playback played)
    {
        var wrong = played.Events.OfType<FindingChanged>().FirstOrDefault(f => (e.Cause is null || f.Finding.Cause == e.Cause) && f.Finding.Likelihood > 0);
        return wrong is null
            ? null
            : $"there should never be a finding {wrong.Finding.Cause}; there was one of {Number(wrong.Finding.Likelihood)} at step {Number(wrong.Step)}: {string.Join("; ", wrong.Finding.Evidence)}";
    }

    private static string? AlertAtEnd(EndAlert e, Playback played)
    {
        var firing = played.Snapshot.Alerts.Where(a => a.State == AlertState.Firing && (e.Detector is null || a.Detector == e.Detector)).ToList();
        if (e.Fires)
            return firing.Exists(a => e.Severity is null || a.Severity == e.Severity) ? null : $"alert {e.Detector} should be firing{(e.Severity is { } s ? $" as {Word(s)}" : "")} at the end; {Holding(played)}";
        return firing.Count == 0 ? null : $"no alert {e.Detector} should be firing at the end; {Holding(played)}".Replace("alert  ", "alert ", StringComparison.Ordinal);
    }

    private static string? FindingAtEnd(EndFinding e, Playback played)
    {
        var findings = played.Snapshot.Findings;
        var holds = e.First
            ? findings.Length > 0 && findings[0].Cause == e.Cause
            : findings.Any(f => f.Cause == e.Cause && f.Likelihood > e.Above);
        return holds ? null : $"finding {e.Cause} should be there{(e.First ? " first" : Above(e.Above))} at the end; {Found(played)}";
    }

    private static string? NoFindingAtEnd(EndNoFinding e, Playback played) =>
        played.Snapshot.Findings.Any(f => e.Cause is null || f.Cause == e.Cause)
            ? $"there should be no finding{(e.Cause is null ? "" : " " + e.Cause)} at the end; {Found(played)}"
            : null;

    private static string? Remedy(RemedyIsProposed e, Playback played)
    {
        var proposed = played.Events.OfType<RemedyProposed>().Select(r => r.Plan.Remedy).Distinct().ToList();
        if (proposed.Contains(e.Remedy) == e.Proposed) return null;
        return $"remedy {e.Remedy} should {(e.Proposed ? "" : "not ")}be proposed; proposed {(proposed.Count == 0 ? "is none" : $"are {string.Join(", ", proposed)}")}";
    }

    private static string? Judged(NotJudged e, Playback played)
    {
        var judgement = played.Snapshot.Judgements.FirstOrDefault(j => j.Detector == e.Detector);
        if (judgement.Detector is null) return $"there is no detector {e.Detector}";
        return judgement.State == JudgementState.NotJudged ? null : $"{e.Detector} should not be judged yet at the end; it is {judgement.State}: {judgement.Message}";
    }

    private static IEnumerable<AlertChanged> Alerts(Playback played, string detector) =>
        played.Events.OfType<AlertChanged>().Where(c => c.Alert.Detector == detector);

    private static bool Holds(Window when, RunEvent happened, Playback played) => when.Holds(happened.Step, Elapsed(happened, played));

    private static long Elapsed(RunEvent happened, Playback played) => happened.At.Microseconds - played.Start.Microseconds;

    private static string Happened(string verb, IReadOnlyCollection<RunEvent> events, Window when, Playback played)
    {
        if (events.Count == 0) return $"never {verb}";
        var places = events.Take(5).Select(e => when.OfTime ? Time(Elapsed(e, played)) : Number(e.Step));
        return $"{verb} at {string.Join(", ", places)}{(events.Count > 5 ? " and later" : "")}";
    }

    private static string Others(AlertFires e, Playback played)
    {
        var others = Alerts(played, e.Detector).Where(c => c.Alert.State == AlertState.Firing && e.Severity is not null && c.Alert.Severity != e.Severity)
            .Select(c => Word(c.Alert.Severity)).Distinct().ToList();
        return others.Count == 0 ? "" : $" (it fired as {string.Join(", ", others)})";
    }

    private static string Holding(Playback played)
    {
        var firing = played.Snapshot.Alerts.Where(a => a.State == AlertState.Firing).Select(a => $"{a.Detector} ({Word(a.Severity)})").ToList();
        return firing.Count == 0 ? "none is" : $"firing are {string.Join(", ", firing)}";
    }

    private static string Found(Playback played) => played.Snapshot.Findings.IsEmpty
        ? "there is none"
        : $"there are {string.Join(", ", played.Snapshot.Findings.Select(f => $"{f.Cause} {Number(f.Likelihood)}"))}";

    private static string Above(double least) => least > 0 ? $" above {Number(least)}" : "";

    private static string Text(Window when) => (when.OfTime, when.First == when.Last) switch
    {
        (true, true) => $"at {Time(when.First)}",
        (true, false) => $"between {Time(when.First)} and {Time(when.Last)}",
        (false, true) => $"at step {Number(when.First)}",
        _ => $"between steps {Number(when.First)} and {Number(when.Last)}",
    };

    private static string Time(long microseconds) => $"{Number(microseconds / 1e6)}s";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Word(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "critical",
    };
}
