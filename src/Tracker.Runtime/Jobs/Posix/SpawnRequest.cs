namespace Tracker.Runtime.Jobs.Posix;

/// <summary>A process to start, with nothing inherited but what is named here.</summary>
/// <param name="Arguments">The first is what the process is told as its own name.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="WorkingDirectory">Full path.</param>
/// <param name="StandardOutput">A file that is appended to; made with mode 0600. Null leaves it this process's own.</param>
/// <param name="StandardError">A file that is appended to; made with mode 0600. Null leaves it this process's own.</param>
internal sealed record SpawnRequest(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    string? StandardOutput,
    string? StandardError)
{
    /// <summary>Full path of the executable; null when the first argument is that.</summary>
    public string? Executable { get; init; }

    /// <summary>True gives it a session of its own, false a group of its own in this process's session.</summary>
    public bool OwnSession { get; init; } = true;
}
