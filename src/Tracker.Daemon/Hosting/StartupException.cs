namespace Tracker.Daemon.Hosting;

/// <summary>The daemon cannot start. The message is one sentence that names the thing and the way out.</summary>
internal sealed class StartupException(int exitCode, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>1: it failed; 2: it was used wrongly.</summary>
    public int ExitCode { get; } = exitCode;

    public static StartupException Failed(string sentence, Exception? inner = null) => new(1, sentence, inner);

    public static StartupException UsedWrongly(string sentence, Exception? inner = null) => new(2, sentence, inner);
}
