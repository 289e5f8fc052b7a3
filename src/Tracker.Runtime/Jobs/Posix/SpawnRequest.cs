namespace Tracker.Runtime.Jobs.Posix;

/// <summary>A process to start: in a session of its own, with nothing inherited but what is named here.</summary>
/// <param name="Arguments">The first is the full path of the executable.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="WorkingDirectory">Full path.</param>
/// <param name="StandardOutput">A file that is appended to; made with mode 0600.</param>
/// <param name="StandardError">A file that is appended to; made with mode 0600.</param>
internal sealed record SpawnRequest(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    string StandardOutput,
    string StandardError);
