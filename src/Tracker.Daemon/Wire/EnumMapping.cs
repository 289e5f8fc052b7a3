using Tracker.Core.Alerting;
using Tracker.Core.Runs;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Wire;

/// <summary>The words of the wire and those of the core. Reading gives null for a number that this version does not know.</summary>
internal static class EnumMapping
{
    public static TrainingKind? Read(this Proto.TrainingKind kind) => Within(kind, (TrainingKind)kind);

    public static MetricDirection? Read(this Proto.MetricDirection direction) => Within(direction, (MetricDirection)direction);

    public static StepUnit? Read(this Proto.StepUnit unit) => Within(unit, (StepUnit)unit);

    public static WeightsOrigin? Read(this Proto.WeightsOrigin origin) => Within(origin, (WeightsOrigin)origin);

    /// <summary>False for a number that this version does not know; unspecified is none.</summary>
    public static bool TryRead(this Proto.Severity severity, out Severity? read)
    {
        read = severity == Proto.Severity.Unspecified ? null : (Severity)severity;
        return Enum.IsDefined(severity);
    }

    public static RunStatus? Read(this Proto.RunStatus status) => status switch
    {
        Proto.RunStatus.Created => RunStatus.Created,
        Proto.RunStatus.Running => RunStatus.Running,
        Proto.RunStatus.Finished => RunStatus.Finished,
        Proto.RunStatus.Failed => RunStatus.Failed,
        Proto.RunStatus.Cancelled => RunStatus.Cancelled,
        Proto.RunStatus.Lost => RunStatus.Lost,
        _ => null,
    };

    /// <summary>Only what a trainer can say became of an order.</summary>
    public static CommandState? ReadOutcome(this Proto.CommandState state) => state switch
    {
        Proto.CommandState.Applied => CommandState.Applied,
        Proto.CommandState.Refused => CommandState.Refused,
        Proto.CommandState.Failed => CommandState.Failed,
        Proto.CommandState.Expired => CommandState.Expired,
        _ => null,
    };

    public static Proto.TrainingKind ToProto(this TrainingKind kind) => (Proto.TrainingKind)kind;

    public static Proto.MetricDirection ToProto(this MetricDirection direction) => (Proto.MetricDirection)direction;

    public static Proto.StepUnit ToProto(this StepUnit unit) => (Proto.StepUnit)unit;

    public static Proto.WeightsOrigin ToProto(this WeightsOrigin origin) => (Proto.WeightsOrigin)origin;

    public static Proto.Severity ToProto(this Severity severity) => (Proto.Severity)severity;

    public static Proto.AlertState ToProto(this AlertState state) => (Proto.AlertState)state;

    public static Proto.RunStatus ToProto(this RunStatus status) => status switch
    {
        RunStatus.Created => Proto.RunStatus.Created,
        RunStatus.Running => Proto.RunStatus.Running,
        RunStatus.Finished => Proto.RunStatus.Finished,
        RunStatus.Failed => Proto.RunStatus.Failed,
        RunStatus.Cancelled => Proto.RunStatus.Cancelled,
        RunStatus.Lost => Proto.RunStatus.Lost,
        _ => Proto.RunStatus.Unspecified,
    };

    // The numbers of these enums are the same on both sides, which a test holds.
    private static TCore? Within<TProto, TCore>(TProto value, TCore same)
        where TProto : struct, Enum
        where TCore : struct, Enum =>
        Enum.IsDefined(value) ? same : null;
}
