namespace Tracker.JobHost;

/// <summary>Why the job ends, where its exit code and the end of its stderr could be read in two ways.</summary>
internal static class StatedReason
{
    public static void Write(JobSpec spec, string sentence)
    {
        try
        {
            File.WriteAllText(spec.ReasonFile, sentence);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exit code is told all the same.
        }
    }
}
