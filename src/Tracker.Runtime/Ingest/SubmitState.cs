namespace Tracker.Runtime.Ingest;

/// <summary>What became of an input.</summary>
public enum SubmitState
{
    /// <summary>It is stored and flushed.</summary>
    Durable,

    /// <summary>It is stored already; nothing was stored again.</summary>
    Duplicate,

    /// <summary>It is early and waits in memory for one that is missing.</summary>
    Held,

    /// <summary>It is early and was dropped: send again from <see cref="SubmitResult.ResendFrom"/>.</summary>
    ResendNeeded,

    /// <summary>It is refused for good and its sequence is spent.</summary>
    Rejected,

    /// <summary>There was no room for it in time; nothing was taken, sending it again is right.</summary>
    Overloaded,

    /// <summary>Another writer has taken the run over. Nothing of this input was stored; sending it again is right.</summary>
    Fenced,

    /// <summary>The store could not write. Nothing is promised of this input; sending it again is right and harmless.</summary>
    StoreFailed,
}
