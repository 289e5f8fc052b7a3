namespace Tracker.Runtime.Host;

/// <summary>Reads files of /proc. The job host compiles this file too: it measures the same, for its job.</summary>
internal static class ProcFile
{
    /// <summary>Null where it is not there any more, or not for us.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
