using System.Globalization;

namespace Tracker.Replay.Readers;

/// <summary>A stored log that cannot be read; the message names file, line and column, what is wrong and the way out.</summary>
public sealed class LogException : FormatException
{
    /// <summary>A fault of the whole file.</summary>
    /// <param name="file">As it was named.</param>
    /// <param name="problem">What is wrong, and the way out.</param>
    public LogException(string file, string problem)
        : base(OneLine($"{file}: {problem}"))
    {
    }

    /// <summary>A fault at a place.</summary>
    /// <param name="file">As it was named.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1, in bytes.</param>
    /// <param name="problem">What is wrong, and the way out.</param>
    public LogException(string file, long line, long column, string problem)
        : base(OneLine(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}, column {column}: {problem}")))
    {
        Line = line;
        Column = column;
    }

    /// <summary>From 1; 0 where the fault has no place.</summary>
    public long Line { get; }

    /// <summary>From 1, in bytes; 0 where the fault has no place.</summary>
    public long Column { get; }

    /// <summary>What stands in a file is shown in the message, and may be anything.</summary>
    private static string OneLine(string text) => string.Create(text.Length, text, static (target, from) =>
    {
        for (var i = 0; i < from.Length; i++) target[i] = char.IsControl(from[i]) ? '·' : from[i];
    });
}
