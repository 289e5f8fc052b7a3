using Tracker.Replay.Scoring;

namespace Tracker.Replay.Tests.Streams;

public sealed class HealthyStreamTests
{
    public static TheoryData<string> Names => [.. HealthyStreams.Names];

    /// <summary>Two seeds; the benchmarks' command <c>streams</c> takes twenty.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_OfAHealthyStream_WarnsOfNothing(string name)
    {
        foreach (var seed in (int[])[1, 2])
        {
            var curve = HealthyStreams.Make(name, seed);
            foreach (var regime in HealthyStreams.Regimes)
                Assert.All(CurveScore.Of(curve, regime).Incidents, incident => Assert.Fail($"{regime}: {incident}"));
        }
    }
}
