using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Monitoring;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Events as they are stored: a kind (1 status, 2 alert, 3 finding, 4 remedy, 5 order, 6 outcome) and a binary body.</summary>
public static class EventCodec
{
    private const byte Known = 2;

    /// <summary>An event to its kind and body; the number is kept beside them.</summary>
    public static (byte Kind, byte[] Body) Encode(RunEvent stored)
    {
        var writer = new PayloadWriter();
        // What has nothing new is written as ever: a Tracker of before reads it.
        writer.Byte(stored is AlertChanged { Alert.Title: not null } ? Known : (byte)1);
        writer.Signed(stored.At.Microseconds);
        writer.Signed(stored.Step);
        byte kind = stored switch
        {
            StatusChanged status => Write(writer, status),
            AlertChanged alert => Write(writer, alert.Alert),
            FindingChanged finding => Write(writer, finding.Finding),
            RemedyProposed remedy => Write(writer, remedy.Plan),
            CommandIssued issued => Write(writer, issued.Command),
            CommandSettled settled => Write(writer, settled),
            _ => throw new NotSupportedException($"{stored.GetType().Name} has no stored form."),
        };
        return (kind, writer.TakeBytes());
    }

    /// <summary>A kind and a body to the event.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static RunEvent Decode(ulong number, byte kind, ReadOnlySpan<byte> body)
    {
        var reader = new PayloadReader(body);
        var version = reader.Version(Known);
        var at = new Timestamp(reader.Signed());
        var step = reader.Signed();
        return kind switch
        {
            1 => new StatusChanged(number, at, step, (RunStatus)reader.Byte(), reader.Text()),
            2 => new AlertChanged(number, at, step, ReadAlert(ref reader, version)),
            3 => new FindingChanged(number, at, step, ReadFinding(ref reader)),
            4 => new RemedyProposed(number, at, step, ReadPlan(ref reader)),
            5 => new CommandIssued(number, at, step, CommandCodec.Read(ref reader)),
            6 => new CommandSettled(number, at, step, new CommandId(reader.Id()), (CommandState)reader.Byte(), reader.Text()),
            _ => throw new FormatException($"Event {number} has kind {kind}; this Tracker is too old for it."),
        };
    }

    private static byte Write(PayloadWriter writer, StatusChanged status)
    {
        writer.Byte((byte)status.Status);
        writer.Text(status.Reason);
        return 1;
    }

    private static byte Write(PayloadWriter writer, Alert alert)
    {
        writer.Signed(alert.Number);
        writer.Text(alert.Detector);
        writer.Byte((byte)alert.Severity);
        writer.Byte((byte)alert.State);
        writer.Signed(alert.Step);
        writer.Signed(alert.FiredAt.Microseconds);
        writer.OptionalSigned(alert.ResolvedAt?.Microseconds);
        writer.Text(alert.Message);
        if (alert.Title is not null) writer.Text(alert.Title);
        return 2;
    }

    private static byte Write(PayloadWriter writer, Finding finding)
    {
        writer.Text(finding.Cause);
        writer.Text(finding.Title);
        writer.Double(finding.Likelihood);
        writer.Texts(finding.Evidence);
        writer.Texts(finding.CounterEvidence);
        writer.Texts(finding.Settles);
        writer.Count((ulong)finding.Remedies.Length);
        foreach (var plan in finding.Remedies) Write(writer, plan);
        return 3;
    }

    private static byte Write(PayloadWriter writer, RemedyPlan plan)
    {
        writer.Text(plan.Remedy);
        writer.Text(plan.Advice);
        writer.OptionalText(plan.Command);
        writer.TextMap(plan.Arguments);
        return 4;
    }

    private static byte Write(PayloadWriter writer, RunCommand command)
    {
        CommandCodec.Write(writer, command);
        return 5;
    }

    private static byte Write(PayloadWriter writer, CommandSettled settled)
    {
        writer.Id(settled.Command.Value);
        writer.Byte((byte)settled.State);
        writer.Text(settled.Message);
        return 6;
    }

    private static Alert ReadAlert(ref PayloadReader reader, byte version) => new(
        reader.Int32(),
        reader.Text(),
        (Severity)reader.Byte(),
        (AlertState)reader.Byte(),
        reader.Signed(),
        new Timestamp(reader.Signed()),
        reader.OptionalSigned() is { } resolved ? new Timestamp(resolved) : null,
        reader.Text())
    {
        Title = version >= 2 ? reader.Text() : null,
    };

    private static Finding ReadFinding(ref PayloadReader reader) => new(
        reader.Text(), reader.Text(), reader.Double(), reader.Texts(), reader.Texts(), reader.Texts(), ReadPlans(ref reader));

    private static ImmutableArray<RemedyPlan> ReadPlans(ref PayloadReader reader)
    {
        var plans = ImmutableArray.CreateBuilder<RemedyPlan>(reader.Length(4));
        while (plans.Count < plans.Capacity) plans.Add(ReadPlan(ref reader));
        return plans.MoveToImmutable();
    }

    private static RemedyPlan ReadPlan(ref PayloadReader reader) =>
        new(reader.Text(), reader.Text(), reader.OptionalText(), reader.TextMap());
}
