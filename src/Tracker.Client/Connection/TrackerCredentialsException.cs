namespace Tracker.Client.Connection;

/// <summary>A file of the caller's own (token, certificate, authority) cannot be used; the message is one sentence that names it.</summary>
public sealed class TrackerCredentialsException : HttpRequestException
{
    /// <summary>Makes one with no sentence.</summary>
    public TrackerCredentialsException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do, in one sentence.</param>
    public TrackerCredentialsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do, in one sentence.</param>
    /// <param name="innerException">What said so.</param>
    public TrackerCredentialsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
