using System.Collections.Immutable;
using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>Reads a stored log of one format from its beginning to its end, once, in constant memory.</summary>
internal abstract class LogReader(LogBytes bytes) : IDisposable
{
    /// <summary>What the log itself tells of the run before its first row.</summary>
    public RunFacts Facts { get; protected set; } = RunFacts.None;

    /// <summary>When it began; null where the log tells no times of the day.</summary>
    public Timestamp? Start { get; protected init; }

    /// <summary>The metrics that rows may have, where the log names them before its first row.</summary>
    public ImmutableArray<string>? Names { get; protected init; }

    /// <summary>What people should know of how it was read: sentences.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The part of the file that was read, 0 to 1.</summary>
    public double Part => bytes.Part;

    /// <summary>As the log was named.</summary>
    public string Name => bytes.Name;

    /// <summary>The text of the log.</summary>
    protected LogBytes Bytes => bytes;

    /// <summary>Everything that the log tells, in its order.</summary>
    /// <exception cref="LogException">The log cannot be read on; the message names the place.</exception>
    public abstract IEnumerable<LogEntry> Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        bytes.Dispose();
        GC.SuppressFinalize(this);
    }
}
