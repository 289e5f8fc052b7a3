using System.Buffers.Binary;
using System.Collections.Immutable;
using Tracker.Core.Alerting;
using Tracker.Core.Monitoring;
using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>Inputs as they are stored: a kind and a compact binary payload, whose first byte is its version and the next four its sum.</summary>
public static class EntryCodec
{
    private const byte Known = 2;

    /// <summary>Entries of before had no sum.</summary>
    private const byte WithoutSum = 1;

    private const int SumBytes = 4;

    /// <summary>An input to an entry at a position.</summary>
    public static JournalEntry Encode(long position, RunInput input) => Encode(position, input, PayloadWriter.OfThisThread);

    /// <summary>An entry to the input it holds.</summary>
    /// <exception cref="FormatException">The payload is damaged or of a newer version.</exception>
    public static RunInput Decode(in JournalEntry entry)
    {
        try
        {
            return DecodeBody(entry);
        }
        catch (Exception damage) when (damage is OverflowException or ArgumentException)
        {
            throw new FormatException($"Entry {entry.Position} of the journal is damaged.", damage);
        }
    }

    internal static JournalEntry Encode(long position, RunInput input, PayloadWriter writer)
    {
        writer.Byte(Known);
        writer.Bytes([0, 0, 0, 0]);
        var kind = Write(writer, input);
        var payload = writer.TakeBytes();
        BinaryPrimitives.WriteUInt32LittleEndian(
            payload.AsSpan(1), EntrySum.Of(payload.AsSpan(1 + SumBytes), kind, position, input.ReceivedAt));
        var entry = new JournalEntry(position, input.ReceivedAt, kind, payload);
        return input is FramesInput frames ? Weighed(entry, frames.Frames) : entry;
    }

    private static JournalEntry Weighed(in JournalEntry entry, ImmutableArray<Frame> frames)
    {
        int rows = 0, samples = 0;
        foreach (var frame in frames)
        {
            rows += frame.Rows;
            samples += frame.Rows * frame.Metrics;
        }

        return entry with { Rows = rows, Samples = samples };
    }

    private static EntryKind Write(PayloadWriter writer, RunInput input)
    {
        switch (input)
        {
            case FramesInput frames:
                FramesCodec.Write(writer, frames.Frames);
                return EntryKind.Frames;
            case SetInput set:
                Source(writer, set.Producer, set.Sequence);
                writer.Signed(set.Rank);
                writer.Count(set.Set);
                writer.Texts(set.Names);
                return EntryKind.Set;
            case FactsInput facts:
                Source(writer, facts.Producer, facts.Sequence);
                FactsCodec.Write(writer, facts.Facts);
                return EntryKind.Facts;
            case MarkInput mark:
                writer.Byte((byte)mark.Kind);
                writer.Signed(mark.Value);
                writer.Text(mark.Text);
                return EntryKind.Mark;
            case TickInput:
                return EntryKind.Tick;
            case CommandInput command:
                CommandCodec.Write(writer, command.Command);
                return EntryKind.Command;
            case OutcomeInput outcome:
                Source(writer, outcome.Producer, outcome.Sequence);
                writer.Id(outcome.Command.Value);
                writer.Byte((byte)outcome.State);
                writer.Text(outcome.Message);
                return EntryKind.Outcome;
            case FinishInput finish:
                Source(writer, finish.Producer, finish.Sequence);
                writer.Byte((byte)finish.Status);
                writer.Text(finish.Reason);
                writer.Byte(finish.BySupervisor ? (byte)1 : (byte)0);
                return EntryKind.Finish;
            case AlertInput alert:
                Source(writer, alert.Producer, alert.Sequence);
                writer.Text(alert.Title);
                writer.Text(alert.Text);
                writer.Byte((byte)(alert.Severity ?? 0));
                writer.Signed(alert.Step);
                return EntryKind.Alert;
            case FactsByHandInput byHand:
                writer.Byte(byHand.Reset ? (byte)1 : (byte)0);
                FactsCodec.Write(writer, byHand.Facts);
                return EntryKind.FactsByHand;
            default:
                throw new NotSupportedException($"{input.GetType().Name} has no stored form.");
        }
    }

    private static RunInput DecodeBody(in JournalEntry entry)
    {
        var at = entry.ReceivedAt;
        var reader = new PayloadReader(entry.Payload);
        reader.Version(Known);
        if (entry.Payload[0] != WithoutSum)
        {
            var sum = BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(SumBytes));
            if (sum != EntrySum.Of(entry.Payload.AsSpan(reader.Offset), entry.Kind, entry.Position, at))
                throw new FormatException($"Entry {entry.Position} of the journal is damaged: its sum does not fit.");
        }

        return entry.Kind switch
        {
            EntryKind.Frames => new FramesInput(at, FramesCodec.Read(entry.Payload, ref reader)),
            EntryKind.Set => new SetInput(
                at, new ProducerId(reader.Id()), reader.Count(), reader.Int32(), checked((uint)reader.Count()), reader.Texts()),
            EntryKind.Facts => new FactsInput(at, new ProducerId(reader.Id()), reader.Count(), FactsCodec.Read(ref reader)),
            EntryKind.Mark => new MarkInput(at, (MarkKind)reader.Byte(), reader.Signed(), reader.Text()),
            EntryKind.Tick => new TickInput(at),
            EntryKind.Command => new CommandInput(at, CommandCodec.Read(ref reader)),
            EntryKind.Outcome => new OutcomeInput(
                at, new ProducerId(reader.Id()), reader.Count(), new CommandId(reader.Id()), (CommandState)reader.Byte(), reader.Text()),
            EntryKind.Finish => new FinishInput(
                at, new ProducerId(reader.Id()), reader.Count(), (RunStatus)reader.Byte(), reader.Text(), reader.Byte() != 0),
            EntryKind.Alert => new AlertInput(
                at, new ProducerId(reader.Id()), reader.Count(), reader.Text(), reader.Text(), reader.Byte() is > 0 and var grave ? (Severity)grave : null, reader.Signed()),
            EntryKind.FactsByHand => ReadFactsByHand(at, ref reader),
            _ => throw new FormatException($"Entry {entry.Position} of the journal has kind {(int)entry.Kind}; this Tracker is too old for it."),
        };
    }

    private static FactsByHandInput ReadFactsByHand(Timestamp at, ref PayloadReader reader)
    {
        var reset = reader.Byte() != 0;
        return new FactsByHandInput(at, FactsCodec.Read(ref reader), reset);
    }

    private static void Source(PayloadWriter writer, ProducerId producer, ulong sequence)
    {
        writer.Id(producer.Value);
        writer.Count(sequence);
    }
}
