namespace Tracker.Replay.Scoring;

/// <summary>Of all files that cannot be read, the first by name is told, whichever thread met one first.</summary>
internal static class Broken
{
    /// <summary>Does work on several threads.</summary>
    /// <exception cref="FormatException">A file could not be read.</exception>
    public static void Rethrow(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException e) when (First(e) is { } broken)
        {
            throw new FormatException(broken.Message, e);
        }
    }

    private static Exception? First(AggregateException failed) => failed.Flatten().InnerExceptions
        .Where(static one => one is FormatException)
        .OrderBy(static one => one.Message, StringComparer.Ordinal)
        .FirstOrDefault();
}
