namespace Tracker.Runtime.Access;

/// <summary>The end of a right: disposing it says so to everything that was opened by the right.</summary>
public sealed class Revocation : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Fires at the end.</summary>
    public CancellationToken Ended => _source.Token;

    /// <summary>
    /// Ends it. What waits for the end runs elsewhere, for this may be called under a lock. The source is not disposed of: it has no
    /// timer and no handle, and somebody may still be about to wait on it.
    /// </summary>
    public void Dispose() => _ = _source.CancelAsync();
}
