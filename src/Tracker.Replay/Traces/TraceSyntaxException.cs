using System.Globalization;

namespace Tracker.Replay.Traces;

/// <summary>A trace script that cannot be read; the message names line, column and what was expected.</summary>
public sealed class TraceSyntaxException : FormatException
{
    /// <summary>An error at a place.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    /// <param name="problem">What was expected or is wrong.</param>
    public TraceSyntaxException(int line, int column, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}: {problem}"))
    {
        Line = line;
        Column = column;
        Problem = problem;
    }

    /// <summary>What was expected or is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1.</summary>
    public int Column { get; }
}
