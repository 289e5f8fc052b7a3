using Tracker.Daemon.Wire;
using Proto = Tracker.Contracts.V1;

namespace Tracker.Daemon.Tests.Wire;

public sealed class EnumMappingTests
{
    [Fact]
    public void EveryValue_ThereAndBack_IsTheSameWord()
    {
        Same<Proto.TrainingKind, Core.Runs.TrainingKind>(kind => kind.Read(), kind => kind.ToProto());
        Same<Proto.MetricDirection, Core.Runs.MetricDirection>(direction => direction.Read(), direction => direction.ToProto());
        Same<Proto.StepUnit, Core.Runs.StepUnit>(unit => unit.Read(), unit => unit.ToProto());
        Same<Proto.WeightsOrigin, Core.Runs.WeightsOrigin>(origin => origin.Read(), origin => origin.ToProto());
        Same<Proto.RunStatus, Core.Runs.RunStatus>(status => status.Read(), status => status.ToProto());
        foreach (var severity in Enum.GetValues<Core.Alerting.Severity>()) Assert.Equal(severity.ToString(), severity.ToProto().ToString());
        foreach (var state in Enum.GetValues<Core.Alerting.AlertState>()) Assert.Equal(state.ToString(), state.ToProto().ToString());
    }

    private static void Same<TProto, TCore>(Func<TProto, TCore?> read, Func<TCore, TProto> write)
        where TProto : struct, Enum
        where TCore : struct, Enum
    {
        foreach (var value in Enum.GetValues<TCore>())
        {
            var proto = write(value);
            if (proto.ToString() != "Unspecified") Assert.Equal(value.ToString(), proto.ToString());
            Assert.Equal(value, read(proto));
        }

        Assert.Null(read((TProto)Enum.ToObject(typeof(TProto), 99)));
    }
}
