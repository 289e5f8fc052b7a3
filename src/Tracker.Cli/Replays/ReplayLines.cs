using System.Text.Json.Nodes;
using Tracker.Cli.Output;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Replay.Readers;

namespace Tracker.Cli.Replays;

/// <summary>What came of a log as JSON: an object an alert as it came or changed, and an object a finding that holds at the end.</summary>
internal static class ReplayLines
{
    public static void Write(LogVerdict verdict, string file)
    {
        // Silence would be taken for health.
        if (verdict.Playback.Snapshot.Kind.Kind == TrainingKind.Unknown)
            Screen.Complain($"{file} does not tell the kind of training, so learning is not judged: say it, as --facts kind=supervised.");
        foreach (var changed in verdict.Playback.Events.OfType<AlertChanged>())
        {
            Console.Out.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["type"] = "alert",
                ["detector"] = changed.Alert.Detector,
                ["severity"] = ProtoJson.Word(changed.Alert.Severity),
                ["state"] = ProtoJson.Word(changed.Alert.State),
                ["step"] = changed.Step,
                ["fraction"] = verdict.Fraction(changed.Step) is { } fraction ? ProtoJson.Number(fraction) : null,
                ["message"] = changed.Alert.Message,
            }));
        }

        foreach (var finding in verdict.Playback.Snapshot.Findings)
        {
            Console.Out.WriteLine(ProtoJson.Line(new JsonObject
            {
                ["type"] = "finding",
                ["cause"] = finding.Cause,
                ["title"] = finding.Title,
                ["likelihood"] = ProtoJson.Number(finding.Likelihood),
                ["evidence"] = List(finding.Evidence),
                ["counterEvidence"] = List(finding.CounterEvidence),
                ["settles"] = List(finding.Settles),
                ["rivals"] = List(finding.Rivals),
                ["remedies"] = List(finding.Remedies.Select(static plan => plan.Remedy)),
            }));
        }
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode?)text)]);
}
