using Tracker.Core.Monitoring;
using Tracker.Runtime.Ingest;

namespace Tracker.Daemon.Ingest;

/// <summary>
/// Stands in for a message that is refused at the edge: the run refuses it too, and so its sequence is spent in its place among the
/// others, durably. Without it the run would wait for the sequence for ever.
/// </summary>
internal static class RefusedInput
{
    /// <summary>Metric set 0 does not exist, and no set is without names.</summary>
    public static RunInput For(Hello hello, ulong sequence) => new SetInput(default, hello.Producer, sequence, hello.Rank, 0, []);
}
