namespace Tracker.Core.Detection;

/// <summary>When a detector is asked.</summary>
[Flags]
internal enum Occasions
{
    /// <summary>At each of the first 256 samples of the primary loss and at every 16th after.</summary>
    Samples = 1,

    /// <summary>At each evaluation.</summary>
    Evaluations = 2,

    /// <summary>At a tick, and at a row that may end or begin a silence.</summary>
    Time = 4,

    /// <summary>At a value that is not finite, and at each row until all are finite again.</summary>
    NonFinite = 8,

    /// <summary>At a gradient norm far above its typical.</summary>
    LargeGradients = 16,
}

/// <summary>Judges one symptom. Stateless but for <typeparamref name="TState"/>, of which there is one a run.</summary>
/// <typeparam name="TState">Unmanaged, constant-size, without padding; <see cref="NoState"/> where nothing is held.</typeparam>
/// <typeparam name="TOptions">A record, so that its values name the judge's version.</typeparam>
internal interface IDetector<TState, TOptions>
    where TState : unmanaged
    where TOptions : class
{
    /// <summary>For good: it names alerts in stored runs.</summary>
    static abstract string Id { get; }

    static abstract Occasions When { get; }

    /// <summary>Detectors whose open alerts say it already: while one fires, this one does not begin to.</summary>
    static abstract string[] YieldsTo { get; }

    /// <summary>What holds now. Allocates nothing.</summary>
    static abstract Verdict Judge(ref TState state, TOptions options, in RunView view);

    /// <summary>The sentence for people.</summary>
    /// <param name="state">The state after judging.</param>
    /// <param name="options">The options.</param>
    /// <param name="view">What is known.</param>
    /// <param name="rule">The rule that fired, as the detector numbers them from 0.</param>
    /// <param name="held">For how many of the rule's units it held.</param>
    static abstract string Explain(in TState state, TOptions options, in RunView view, int rule, long held);
}

/// <summary>The state of a detector that needs none.</summary>
internal struct NoState
{
    public long Unused;
}
