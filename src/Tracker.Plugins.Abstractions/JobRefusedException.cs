namespace Tracker.Plugins.Abstractions;

/// <summary>The job cannot start as it was asked to. The message is one sentence that names the thing and the way out.</summary>
public class JobRefusedException : Exception
{
    /// <summary>Without a reason; prefer the one with a sentence.</summary>
    public JobRefusedException()
    {
    }

    /// <summary>With the sentence that people see.</summary>
    public JobRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence that people see and what led to it.</summary>
    public JobRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
