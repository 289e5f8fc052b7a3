using System.Globalization;

namespace Tracker.Runtime.Jobs.Posix;

/// <summary>
/// Which bytes of an output file were given up, where the file system cannot say it by a hole: two numbers in a file beside it. While the
/// file is being written anew for that, a third one is there that has what is kept.
/// </summary>
/// <param name="From">The first byte that was given up.</param>
/// <param name="To">The first one after it that is there.</param>
internal readonly record struct FreedMiddle(long From, long To)
{
    /// <summary>Holds what is kept while the file is written anew.</summary>
    public static string KeepFile(string path) => path + ".keep";

    /// <summary>Nothing, where nothing was given up.</summary>
    public static FreedMiddle Of(string path)
    {
        try
        {
            return File.ReadAllText(NoteFile(path)).Split(' ') is [var from, var to]
                && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
                ? new FreedMiddle(first, end)
                : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Note(string path)
    {
        File.WriteAllText(NoteFile(path) + ".tmp", string.Create(CultureInfo.InvariantCulture, $"{From} {To}"));
        File.Move(NoteFile(path) + ".tmp", NoteFile(path), overwrite: true);
    }

    /// <summary>The first byte from this one on that was not given up.</summary>
    public long Next(long offset) => offset >= From && offset < To ? To : offset;

    /// <summary>The first byte from this one on that was given up.</summary>
    public long NextFreed(long offset) => offset < To ? Math.Max(offset, From) : long.MaxValue;

    private static string NoteFile(string path) => path + ".freed";
}
