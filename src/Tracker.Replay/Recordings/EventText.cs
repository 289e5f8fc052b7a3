using System.Globalization;
using Tracker.Core.Diagnosis;
using Tracker.Core.Monitoring;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;

namespace Tracker.Replay.Recordings;

/// <summary>Events as text: one line each, all that they hold, so that two replays can be compared word for word.</summary>
public static class EventText
{
    /// <summary>One line.</summary>
    public static string Of(RunEvent happened) => string.Create(
        CultureInfo.InvariantCulture, $"{happened.Number} at {happened.At.Microseconds} us, step {happened.Step}: {Body(happened)}");

    private static string Body(RunEvent happened) => happened switch
    {
        StatusChanged e => $"status {e.Status.ToWord()} \"{e.Reason}\"",
        AlertChanged e => string.Create(
            CultureInfo.InvariantCulture,
            $"alert {e.Alert.Number} {e.Alert.Detector} {e.Alert.State} {e.Alert.Severity} step {e.Alert.Step} fired {e.Alert.FiredAt.Microseconds} us resolved {e.Alert.ResolvedAt?.Microseconds} us \"{e.Alert.Message}\""),
        FindingChanged e => Text(e.Finding),
        RemedyProposed e => Text(e.Plan),
        CommandIssued e => $"command {e.Command.Id} {e.Command.Name} {Arguments(e.Command.Arguments)}",
        CommandSettled e => $"command {e.Command} {e.State} \"{e.Message}\"",
        _ => happened.ToString(),
    };

    private static string Text(Finding finding) => string.Create(
        CultureInfo.InvariantCulture,
        $"finding {finding.Cause} {finding.Likelihood:R} for [{string.Join(" | ", finding.Evidence)}] against [{string.Join(" | ", finding.CounterEvidence)}] settled by [{string.Join(" | ", finding.Settles)}] remedies [{string.Join(" | ", finding.Remedies.Select(Text))}]");

    private static string Text(RemedyPlan plan) => $"remedy {plan.Remedy} \"{plan.Advice}\" {plan.Command} {Arguments(plan.Arguments)}";

    private static string Arguments(IEnumerable<KeyValuePair<string, string>> arguments) => string.Join(' ', arguments.Select(a => $"{a.Key}={a.Value}"));
}
