using System.Collections.Concurrent;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>Two routers on one file, as after a failover that went wrong: each run still has one history.</summary>
public sealed class TwoWritersTests : IDisposable
{
    private const int Each = 400;
    private static readonly ProducerId Left = new(100);
    private static readonly ProducerId Right = new(200);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_TwoRoutersOnOneRun_HistoryIsContiguousAndAcknowledgedIsStored()
    {
        await using var first = await TrackerHost.StartAsync(_folder.Path);
        await using var second = await TrackerHost.StartAsync(_folder.Path);
        await first.Router.HelloAsync(Sent.Run, Sent.Hello(), default);
        var acknowledged = new ConcurrentDictionary<(ProducerId Producer, ulong Sequence), byte>();
        var fenced = new ConcurrentBag<SubmitState>();

        await Task.WhenAll(
            Task.Run(() => SendAsync(first.Router, Left, acknowledged, fenced)),
            Task.Run(() => SendAsync(second.Router, Right, acknowledged, fenced)));

        // Positions are checked to be contiguous while reading.
        var inputs = await first.Journal.InputsAsync(Sent.Run);
        foreach (var producer in new[] { Left, Right })
        {
            var stored = inputs.Sequences(producer);
            Assert.Equal(Enumerable.Range(2, Each - 1).Select(static sequence => (ulong)sequence), stored);
            Assert.All(stored, sequence => Assert.Contains((producer, sequence), acknowledged));
        }

        Assert.Contains(SubmitState.Fenced, fenced);
    }

    /// <summary>Four on their way at a time; what is fenced is sent again, from the first that is not durable.</summary>
    private static async Task SendAsync(
        RunRouter router,
        ProducerId producer,
        ConcurrentDictionary<(ProducerId Producer, ulong Sequence), byte> acknowledged,
        ConcurrentBag<SubmitState> fenced)
    {
        for (var next = 1UL; next <= Each;)
        {
            var calls = new List<(ulong Sequence, Task<SubmitResult> Result)>();
            for (var sequence = next; sequence < next + 4 && sequence <= Each; sequence++)
                calls.Add((sequence, router.SubmitAsync(Sent.Run, Input(producer, sequence), default).AsTask()));
            foreach (var (sequence, call) in calls)
            {
                var result = await call;
                Assert.NotEqual(SubmitState.Rejected, result.State);
                if (result.State is SubmitState.Durable or SubmitState.Duplicate)
                {
                    acknowledged.TryAdd((producer, sequence), 0);
                    Assert.True(result.DurableSequence >= sequence);
                    if (sequence == next) next++;
                }
                else
                {
                    fenced.Add(result.State);
                }
            }
        }
    }

    private static RunInput Input(ProducerId producer, ulong sequence) => sequence == 1
        ? Sent.Set(1, producer: producer)
        : Sent.Frame(producer, sequence, 1, (long)sequence);
}
