using Tracker.Runtime.Jobs.Posix;

namespace Tracker.Runtime.Jobs;

/// <summary>What a job leaves in its folders may be anything: who opens a pipe to read waits for a writer, for ever.</summary>
public static class PlainFile
{
    /// <summary>The path leads to a file that holds bytes: to no pipe, socket or device.</summary>
    public static bool Is(string path) => FileOwner.Of(path) is { IsPlain: true };
}
