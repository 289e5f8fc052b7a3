using CsCheck;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>
/// Whatever the network does within 64 messages of a producer, the journal and the judgement are the same; and whoever replays the
/// journal gets the very events that were stored.
/// </summary>
public sealed class DisorderTests
{
    private const int Count = 300;

    /// <summary>non-finite and diverged, so that alerts, findings and remedies are compared.</summary>
    private const int Alerts = 2;

    private static readonly RunFacts Facts = new() { Kind = TrainingKind.Supervised, ClassCount = 10, PlannedSteps = Count };

    [Fact]
    public async Task Submit_AnyDisorderWithin64AndAnyCut_SameJournalAndSameState()
    {
        var expected = await RunAsync(Enumerable.Range(1, Count), static _ => false);
        await Gen.Select(Gen.Int[0, 63], Gen.Int[1, 40], Gen.Int).SampleAsync(
            async (window, block, seed) =>
            {
                var random = new Random(seed);
                var order = Enumerable.Range(1, Count).Select((sequence, place) => (sequence, place: place + random.Next(window + 1)))
                    .OrderBy(static one => one.place).Select(static one => one.sequence)
                    .SelectMany(sequence => Enumerable.Repeat(sequence, random.Next(10) == 0 ? 2 : 1)).ToList();

                var actual = await RunAsync(order, sent => sent % block == 0);

                Assert.Equal(expected.Sequences, actual.Sequences);
                Assert.Equal(expected.State, actual.State);
                Assert.Equal(expected.Events, actual.Events);
            },
            iter: 12,
            threads: 1);
    }

    private static async Task<(string Sequences, byte[] State, string Events)> RunAsync(IEnumerable<int> order, Func<int, bool> waits)
    {
        using var folder = new TempFolder();
        await using var host = await TrackerHost.StartAsync(folder.Path, mailbox: new MailboxOptions { SnapshotSamples = 50 });
        await host.Router.HelloAsync(Sent.Run, Sent.Hello(facts: Facts), default);
        var calls = new List<Task<SubmitResult>>();
        var sent = 0;
        foreach (var sequence in order)
        {
            calls.Add(host.Router.SubmitAsync(Sent.Run, Input(sequence), default).AsTask());

            // Cuts the stream here: what was sent so far is taken in before the rest comes.
            if (waits(++sent)) await host.Router.DescribeAsync(Sent.Run, default);
        }

        Assert.DoesNotContain(await Task.WhenAll(calls), static result => result.State is SubmitState.Rejected or SubmitState.StoreFailed);
        var inputs = await host.Journal.InputsAsync(Sent.Run);

        // The entries differ in how the frames are cut, so the state is compared after the last of them.
        var monitor = new RunMonitor(Sent.Run, new MonitorOptions());
        var events = new List<RunEvent>();
        foreach (var input in inputs) monitor.Apply(1, input, events);
        var stored = await host.StoredAsync(Alerts);
        Assert.Equal(events.Texts(), stored.Texts());
        Assert.Contains(stored, static told => told is FindingChanged);
        Assert.Contains(stored, static told => told is RemedyProposed);
        return (
            string.Join(' ', inputs.Sequences(Sent.Trainer)),
            monitor.Save(),
            string.Join('\n', stored.Texts()));
    }

    private static RunInput Input(int sequence) => sequence == 1
        ? Sent.Set(1)
        : Sent.Frame((ulong)sequence, sequence, sequence == 250 ? double.NaN : Loss(sequence));

    /// <summary>Learns for 100 steps, then leaves for good.</summary>
    private static double Loss(int step) => step <= 100 ? 2.3 * Math.Exp(-step / 50.0) : 0.3 * Math.Exp((step - 100) / 15.0);
}
