using System.Buffers.Binary;
using System.Collections.Immutable;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;
using Tracker.Runtime.Ingest;
using Tracker.Runtime.Journal;
using Tracker.Testing;

namespace Tracker.Runtime.Tests.Ingest;

/// <summary>What trainers of tests send.</summary>
internal static class Sent
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly RunId Run = new((UInt128)0x0195_0000_0000_7000 << 64 | 1);
    public static readonly ProducerId Trainer = new(7);

    public static Hello Hello(int attempt = 1, RunFacts? facts = null, ProducerId? producer = null) =>
        new(producer ?? Trainer, attempt, 0, 1, facts ?? RunFacts.None, "test/1");

    public static SetInput Set(ulong sequence, uint set = 1, ProducerId? producer = null, params string[] names) =>
        new(default, producer ?? Trainer, sequence, 0, set, names.Length == 0 ? ["loss"] : [.. names]);

    public static FramesInput Frame(ulong sequence, long step, params double[] values) => Frame(Trainer, sequence, 1, step, values);

    public static FramesInput Frame(ProducerId producer, ulong sequence, uint set, long step, params double[] values) =>
        new(default, [Rows(producer, sequence, set, [step], values.Length == 0 ? [1.0] : values)]);

    public static Frame Rows(ProducerId producer, ulong sequence, uint set, long[] steps, double[] values)
    {
        var bytes = new byte[values.Length * 8];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * 8), values[i]);
        return new Frame(producer, sequence, 1, set, steps, steps.Select(static step => 1_000_000 * step).ToArray(), bytes, false);
    }

    public static FinishInput Finish(ulong sequence, RunStatus status = RunStatus.Finished) =>
        new(default, Trainer, sequence, status, "", false);

    /// <summary>Every input of a run, as the journal has them.</summary>
    public static async Task<List<RunInput>> InputsAsync(this IJournal journal, RunId run)
    {
        var inputs = new List<RunInput>();
        var position = 0L;
        await foreach (var entry in journal.ReadAsync(run, 0, CancellationToken.None))
        {
            Assert.Equal(++position, entry.Position);
            inputs.Add(EntryCodec.Decode(entry));
        }

        return inputs;
    }

    /// <summary>The stored events, once so many alerts are among them and nothing more is on its way.</summary>
    public static async Task<IReadOnlyList<RunEvent>> StoredAsync(this TrackerHost host, int alerts)
    {
        IReadOnlyList<RunEvent> stored = [];
        await Eventually.HoldsAsync("the events are stored", async () =>
        {
            stored = await host.Store.EventsAsync(Run, 0, 1_000, default);
            var told = (await host.Router.DescribeAsync(Run, default))!.LastEvent;
            return stored.OfType<AlertChanged>().Count() >= alerts && stored[^1].Number == told;
        });
        return stored;
    }

    /// <summary>Events in a form that compares to the last bit.</summary>
    public static IEnumerable<string> Texts(this IEnumerable<RunEvent> events) =>
        events.Select(static told => $"{told.Number} {told.GetType().Name} {Convert.ToHexString(EventCodec.Encode(told).Body)}");

    /// <summary>The sequences of all frames in the order of the journal.</summary>
    public static ImmutableArray<ulong> Sequences(this IEnumerable<RunInput> inputs, ProducerId producer) =>
        [.. inputs.OfType<FramesInput>().SelectMany(static input => input.Frames).Where(frame => frame.Producer == producer).Select(static frame => frame.Sequence)];
}
