namespace Tracker.JobHost;

/// <summary>How the process ends; the supervisor turns these into the status of the run. A native abort is 134, as shells count.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 64;
    public const int Refused = 65;
    public const int Exception = 70;
    public const int Stopped = 75;
}
