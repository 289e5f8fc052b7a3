using System.Runtime.CompilerServices;
using Tracker.Core.Alerting;
using Tracker.Core.Detection;
using Tracker.Core.Detection.Detectors;
using Tracker.Core.Detection.Statistics;

namespace Tracker.Core.Tests.Detection;

/// <summary>What is held of a primary loss is a constant, whatever its length. That nothing is allocated is tried with the determinism of the fold.</summary>
public sealed class DetectorCostTests
{
    [Fact]
    public void State_OfThePrimaryLossAndItsDetectors_IsOneKibibyteAtMost() => Assert.InRange(
        Unsafe.SizeOf<SeriesStatistics>() + Unsafe.SizeOf<NonFiniteState>() + Unsafe.SizeOf<OscillationState>() + Unsafe.SizeOf<RegressedState>()
            + Unsafe.SizeOf<ConvergedState>() + Unsafe.SizeOf<NoState>() * 5,
        1, 1024);

    [Fact]
    public void Rules_OfADetector_FitTheirMachine() => Assert.InRange(Unsafe.SizeOf<AlertStateMachine>(), 1, 160);
}
