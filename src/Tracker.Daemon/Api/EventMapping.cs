using System.Globalization;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Daemon.Wire;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Api;

/// <summary>Events in the words of the wire.</summary>
internal static class EventMapping
{
    public static Proto.RunEvent ToProto(this RunEvent happened, RunMonitorSnapshot run)
    {
        var proto = new Proto.RunEvent { Number = happened.Number, At = happened.At.Microseconds, Step = happened.Step };
        switch (happened)
        {
            case StatusChanged status:
                proto.Kind = "status";
                proto.Status = status.Status.ToProto();
                proto.Message = status.Reason.Length == 0 ? status.Status.ToWord() : $"{status.Status.ToWord()}: {status.Reason}";
                break;
            case AlertChanged alert:
                proto.Kind = "alert";
                proto.Alert = alert.Alert.ToProto(run.Run, run.Facts.Name);
                proto.Message = alert.Alert.Message;
                break;
            case FindingChanged finding:
                proto.Kind = "finding";
                proto.Finding = finding.Finding.ToProto(run.Attempt);
                proto.Message = string.Create(
                    CultureInfo.InvariantCulture, $"{finding.Finding.Cause} (likelihood {finding.Finding.Likelihood:0.00}): {finding.Finding.Title}");
                break;
            case RemedyProposed remedy:
                proto.Kind = "remedy";
                proto.Message = $"{remedy.Plan.Remedy}: {remedy.Plan.Advice}";
                break;
            case CommandIssued command:
                proto.Kind = "command";
                proto.Message = Describe(command.Command);
                break;
            case CommandSettled outcome:
                proto.Kind = "outcome";
                proto.Message = $"{outcome.Command}: {outcome.State.ToString().ToLowerInvariant()} {outcome.Message}".TrimEnd();
                break;
        }

        return proto;
    }

    private static string Describe(RunCommand command) =>
        command.Arguments.Count == 0
            ? $"{command.Id}: {command.Name}"
            : $"{command.Id}: {command.Name} {string.Join(" ", command.Arguments.Select(pair => $"{pair.Key}={pair.Value}"))}";
}
