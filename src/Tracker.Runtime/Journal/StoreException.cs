namespace Tracker.Runtime.Journal;

/// <summary>The store cannot be used: one sentence that names the file and the way out.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one that was brought about by another.</summary>
    public StoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
