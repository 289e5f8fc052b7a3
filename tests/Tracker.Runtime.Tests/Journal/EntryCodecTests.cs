using System.Collections.Immutable;
using CsCheck;
using Tracker.Core.Alerting;
using Tracker.Core.Diagnosis;
using Tracker.Core.Monitoring;
using Tracker.Core.Remediation;
using Tracker.Core.Runs;
using Tracker.Runtime.Journal;

namespace Tracker.Runtime.Tests.Journal;

public sealed class EntryCodecTests
{
    private static readonly Gen<string> Text = Gen.Char[' ', '\uD7FF'].Array[0, 12].Select(static chars => new string(chars));

    private static readonly Gen<ImmutableSortedDictionary<string, string>> Map = Gen.Select(Text, Text).Array[0, 4].Select(static pairs =>
        pairs.DistinctBy(static pair => pair.Item1).ToImmutableSortedDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal));

    private static readonly Gen<UInt128> Id = Gen.Select(Gen.ULong, Gen.ULong).Select(static pair => new UInt128(pair.Item1, pair.Item2));

    private static readonly Gen<RunCommand> Command = Gen.Select(Id, Text, Map, Gen.Int, Gen.Long.Nullable()).Select(static t =>
        new RunCommand(new CommandId(t.Item1), t.Item2, t.Item3, t.Item4, t.Item5 is { } at ? new Timestamp(at) : null));

    private static readonly Gen<ImmutableSortedDictionary<string, double>> Numbers = Gen.Select(Text, Gen.Double).Array[0, 4].Select(static pairs =>
        pairs.DistinctBy(static pair => pair.Item1).ToImmutableSortedDictionary(static pair => pair.Item1, static pair => pair.Item2, StringComparer.Ordinal));

    private static readonly Gen<RunFacts> Facts =
        Gen.Select(Text.Null(), Gen.Int.Nullable(), Gen.Long.Nullable(), Gen.Long.Array[0, 5], Map, Gen.Select(Text, Gen.Int[0, 8], Numbers)).Select(static t => new RunFacts
        {
            Name = t.Item1,
            Experiment = t.Item6.Item1,
            Kind = (TrainingKind)t.Item6.Item2,
            StepUnit = (StepUnit)(t.Item6.Item2 % 3),
            WeightsOrigin = (WeightsOrigin)(t.Item6.Item2 % 3),
            ClassCount = t.Item2,
            BatchSize = t.Item2,
            DatasetSize = t.Item3,
            PlannedSteps = t.Item3,
            SamplesPerClass = [.. t.Item4],
            Optimizer = t.Item1,
            Directions = RunFacts.None.Directions.Add(t.Item6.Item1, MetricDirection.HigherIsBetter),
            Hyperparameters = t.Item5,
            Tags = t.Item5,
            Profile = t.Item6.Item3,
        });

    private static readonly Gen<Frame> Frame =
        from rows in Gen.Int[1, 20]
        from metrics in Gen.Int[1, 6]
        from isFloat32 in Gen.Bool
        from producer in Id
        from sequence in Gen.ULong
        from attempt in Gen.Int
        from set in Gen.UInt
        from steps in Gen.Long.Array[rows]
        from times in Gen.Long.Array[rows]
        from values in Gen.Byte.Array[rows * metrics * (isFloat32 ? 4 : 8)]
        select new Frame(new ProducerId(producer), sequence, attempt, set, steps, times, values, isFloat32);

    private static readonly Gen<RunInput> Input = Gen.OneOf(
        Frame.Array[1, 5].Select(static RunInput (frames) => new FramesInput(new Timestamp(9), [.. frames])),
        Gen.Select(Id, Gen.ULong, Gen.Int, Gen.UInt, Text.Array[0, 5]).Select(static RunInput (t) =>
            new SetInput(new Timestamp(9), new ProducerId(t.Item1), t.Item2, t.Item3, t.Item4, [.. t.Item5])),
        Gen.Select(Id, Gen.ULong, Facts).Select(static RunInput (t) => new FactsInput(new Timestamp(9), new ProducerId(t.Item1), t.Item2, t.Item3)),
        Gen.Select(Gen.Int[0, 4], Gen.Long, Text).Select(static RunInput (t) => new MarkInput(new Timestamp(9), (MarkKind)t.Item1, t.Item2, t.Item3)),
        Gen.Select(Id, Gen.ULong, Text, Text, Gen.Int[0, 3], Gen.Long).Select(static RunInput (t) => new AlertInput(
            new Timestamp(9), new ProducerId(t.Item1), t.Item2, t.Item3, t.Item4, t.Item5 == 0 ? null : (Severity)t.Item5, t.Item6)),
        Gen.Select(Facts, Gen.Bool).Select(static RunInput (t) => new FactsByHandInput(new Timestamp(9), t.Item1, t.Item2)),
        Gen.Const((RunInput)new TickInput(new Timestamp(9))),
        Command.Select(static RunInput (command) => new CommandInput(new Timestamp(9), command)),
        Gen.Select(Id, Gen.ULong, Id, Gen.Int[0, 4], Text).Select(static RunInput (t) => new OutcomeInput(
            new Timestamp(9), new ProducerId(t.Item1), t.Item2, new CommandId(t.Item3), (CommandState)t.Item4, t.Item5)),
        Gen.Select(Id, Gen.ULong, Gen.Int[0, 5], Text, Gen.Bool).Select(static RunInput (t) => new FinishInput(
            new Timestamp(9), new ProducerId(t.Item1), t.Item2, (RunStatus)t.Item3, t.Item4, t.Item5)));

    [Fact]
    public void Decode_AnyInput_GivesItBackBitForBit() => Input.Sample(
        static input =>
        {
            var entry = EntryCodec.Encode(3, input);
            var back = EntryCodec.Decode(entry);

            // Bits are compared by encoding again, members where the record knows them.
            Assert.Equal(entry.Payload, EntryCodec.Encode(3, back).Payload);
            Assert.Equal(input.ReceivedAt, back.ReceivedAt);
            Assert.Equal(input.GetType(), back.GetType());
            if (input is FactsInput or FactsByHandInput or AlertInput) Assert.Equal(input, back);
            if (input is FramesInput frames) SameFrames(frames, (FramesInput)back);
            if (input is MarkInput or TickInput or OutcomeInput or FinishInput) Assert.Equal(input, back);
            if (input is SetInput set) Assert.Equal(set.Names, ((SetInput)back).Names);
        },
        iter: 2_000);

    [Fact]
    public void Decode_DamagedPayload_IsAFormatException() => Gen.Select(Input, Gen.Int[0, 10_000], Gen.Byte, Gen.Bool).Sample(
        static damage =>
        {
            var (input, place, value, cut) = damage;
            var entry = EntryCodec.Encode(3, input);
            var payload = entry.Payload.ToArray();
            if (cut) payload = payload[..(place % payload.Length)];
            else payload[place % payload.Length] = value;
            try
            {
                EntryCodec.Decode(entry with { Payload = payload });
            }
            catch (FormatException)
            {
                // Any other exception fails the test; that some damage cannot be seen is why the store checks its pages.
            }
        },
        iter: 5_000);

    [Fact]
    public void Decode_SpecialDoubles_KeepTheirBits()
    {
        double[] special = [double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_DEAD_BEEF), double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon];
        var frame = Ingest.Sent.Rows(new ProducerId(1), 1, 1, [1], special);

        var back = (FramesInput)EntryCodec.Decode(EntryCodec.Encode(1, new FramesInput(default, [frame])));

        for (var i = 0; i < special.Length; i++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(special[i]), BitConverter.DoubleToInt64Bits(back.Frames[0].Value(i, 0)));
    }

    [Fact]
    public void Decode_EveryEvent_GivesItBack()
    {
        var at = new Timestamp(77);
        var map = ImmutableSortedDictionary<string, string>.Empty.Add("lr", "0.1");
        var plan = new RemedyPlan("lower-learning-rate", "Lower it.", "set-learning-rate", map);
        var finding = new Finding("overflow", "It overflowed", 0.7, ["a", "b"], [], ["c"], [plan, plan with { Command = null }]);
        RunEvent[] events =
        [
            new StatusChanged(1, at, -1, RunStatus.Failed, "It broke."),
            new AlertChanged(2, at, 5, new Alert(1, "diverged", Severity.Critical, AlertState.Resolved, 5, at, new Timestamp(78), "It diverged.")),
            new AlertChanged(2, at, 5, new Alert(1, "trainer", Severity.Info, AlertState.Firing, 5, at, null, "odd: one") { Title = "odd" }),
            new FindingChanged(3, at, 5, finding),
            new RemedyProposed(4, at, 5, plan),
            new CommandIssued(5, at, 5, new RunCommand(new CommandId(9), "stop", map, 2, at)),
            new CommandSettled(ulong.MaxValue, at, 5, new CommandId(9), CommandState.Refused, "No."),
        ];

        foreach (var told in events)
        {
            var (kind, body) = EventCodec.Encode(told);
            var back = EventCodec.Decode(told.Number, kind, body);
            Assert.Equal(told.GetType(), back.GetType());
            Assert.Equal((told.Number, told.At, told.Step), (back.Number, back.At, back.Step));
            Assert.Equal(body, EventCodec.Encode(back).Body);
            if (told is StatusChanged or AlertChanged or CommandSettled) Assert.Equal(told, back);
        }
    }

    private static void SameFrames(FramesInput left, FramesInput right)
    {
        Assert.Equal(left.Frames.Length, right.Frames.Length);
        foreach (var (a, b) in left.Frames.Zip(right.Frames))
        {
            Assert.Equal((a.Producer, a.Sequence, a.Attempt, a.Set, a.IsFloat32), (b.Producer, b.Sequence, b.Attempt, b.Set, b.IsFloat32));
            Assert.True(a.Steps.Span.SequenceEqual(b.Steps.Span) && a.Times.Span.SequenceEqual(b.Times.Span) && a.Values.Span.SequenceEqual(b.Values.Span));
        }
    }
}
