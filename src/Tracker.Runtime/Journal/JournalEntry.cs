using Tracker.Core.Runs;

namespace Tracker.Runtime.Journal;

/// <summary>What an entry holds. Numbers are stored: never change one.</summary>
public enum EntryKind : byte
{
    /// <summary>A metric set.</summary>
    Set = 1,

    /// <summary>Frames of samples.</summary>
    Frames = 2,

    /// <summary>Facts.</summary>
    Facts = 3,

    /// <summary>A mark.</summary>
    Mark = 4,

    /// <summary>A tick.</summary>
    Tick = 5,

    /// <summary>An order to the trainer.</summary>
    Command = 6,

    /// <summary>What became of an order.</summary>
    Outcome = 7,

    /// <summary>The end of the run.</summary>
    Finish = 8,

    /// <summary>An alert that the trainer raises or takes back.</summary>
    Alert = 9,

    /// <summary>Facts that people set by hand.</summary>
    FactsByHand = 10,
}

/// <summary>One input of a run, as it is stored.</summary>
/// <param name="Position">From 1, contiguous per run.</param>
/// <param name="ReceivedAt">When the daemon took it; never falls within a run.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Payload">Encoded by EntryCodec.</param>
public readonly record struct JournalEntry(long Position, Timestamp ReceivedAt, EntryKind Kind, byte[] Payload)
{
    /// <summary>Rows of the frames in it, as the one who appends it says; a store gives back what it knows, or 0.</summary>
    public int Rows { get; init; }

    /// <summary>Their samples.</summary>
    public int Samples { get; init; }
}
