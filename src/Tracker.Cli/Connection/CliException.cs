namespace Tracker.Cli.Connection;

/// <summary>Ends the command with one sentence on stderr and an exit code.</summary>
internal sealed class CliException(string sentence, int exitCode = ExitCode.Failed) : Exception(sentence)
{
    public int Code { get; } = exitCode;
}

/// <summary>What the process answers its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Misused = 2;
}
