using System.Collections.Immutable;

namespace Tracker.Core.Runs;

/// <summary>An order to a trainer: re-sent until an outcome arrives, carried out once by the client.</summary>
/// <param name="Id">Names the order.</param>
/// <param name="Name">stop, set-learning-rate, pause, resume, restore-best, checkpoint.</param>
/// <param name="Arguments">By name, as text.</param>
/// <param name="Attempt">The attempt that it is meant for.</param>
/// <param name="ExpiresAt">When nobody wants it any more; null never.</param>
public sealed record RunCommand(
    CommandId Id,
    string Name,
    ImmutableSortedDictionary<string, string> Arguments,
    int Attempt,
    Timestamp? ExpiresAt);

/// <summary>What became of an order.</summary>
public enum CommandState : byte
{
    /// <summary>On its way.</summary>
    Sent,

    /// <summary>Done.</summary>
    Applied,

    /// <summary>The trainer does not know it or does not want it.</summary>
    Refused,

    /// <summary>It went wrong.</summary>
    Failed,

    /// <summary>It came too late.</summary>
    Expired,
}
