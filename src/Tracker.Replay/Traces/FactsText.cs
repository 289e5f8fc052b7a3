using Tracker.Core.Runs;

namespace Tracker.Replay.Traces;

/// <summary>Facts written as key=value, as the line <c>run</c> of a trace has them.</summary>
public static class FactsText
{
    /// <summary>Reads facts.</summary>
    /// <param name="text">One or more key=value with blanks between them.</param>
    /// <param name="facts">What they are added to.</param>
    /// <exception cref="TraceSyntaxException">One of them is no fact.</exception>
    public static RunFacts Read(string text, RunFacts facts) => FactsParser.Read(new LineScanner(text.TrimEnd(), 1), facts);
}
