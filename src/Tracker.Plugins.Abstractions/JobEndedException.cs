namespace Tracker.Plugins.Abstractions;

/// <summary>The job ends with an exit code of its own choice, as that of a program that it executed.</summary>
public class JobEndedException : Exception
{
    /// <summary>With exit code 1.</summary>
    public JobEndedException()
        : this(1)
    {
    }

    /// <summary>With exit code 1 and a reason.</summary>
    public JobEndedException(string message)
        : this(1, message)
    {
    }

    /// <summary>With exit code 1, a reason, and what led to it.</summary>
    public JobEndedException(string message, Exception innerException)
        : base(message, innerException) => ExitCode = 1;

    /// <summary>With an exit code.</summary>
    /// <param name="exitCode">0 to 255; 0 is success, and above 128 a signal plus 128, as shells count.</param>
    /// <param name="reason">One sentence that becomes the run's reason; empty leaves it to the exit code and the end of stderr.</param>
    public JobEndedException(int exitCode, string reason = "")
        : base(reason) => ExitCode = exitCode;

    /// <summary>0 to 255.</summary>
    public int ExitCode { get; }
}
