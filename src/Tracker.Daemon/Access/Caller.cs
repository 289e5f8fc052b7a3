using Tracker.Core.Runs;
using Tracker.Daemon.Wire;

namespace Tracker.Daemon.Access;

/// <summary>Who calls and what that one may do. Noted on each request by <see cref="AccessGate"/>.</summary>
/// <param name="Name">For logs and sentences, as "token ci" or "uid 0".</param>
/// <param name="Scopes">What the caller may do.</param>
internal sealed record Caller(string Name, Scopes Scopes)
{
    /// <summary>Nobody said who it is.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The one run that the caller may report to and read; null for every run.</summary>
    public RunId? OwnRun { get; init; }

    /// <summary>Fires when what the caller showed is revoked or expires: what is open then ends.</summary>
    public CancellationToken Ended { get; init; }

    /// <summary>The call may be made.</summary>
    public bool May(Scopes needed) => needed == Scopes.None || (Scopes & needed) != 0;

    /// <summary>Why a call on this run may not be made; null where it may.</summary>
    /// <param name="run">The run as the call names it: an id in full, where the caller has one run.</param>
    public Refusal? RefuseRun(string? run) => OwnRun is not { } own || run == own.ToString()
        ? null
        : Refusal.Forbidden($"{Name} may report to its own run and read it, by its id in full: for anything else use a token of your own (TRACKER_TOKEN_FILE).");

    /// <summary>Why a stream ends when <see cref="Ended"/> fires.</summary>
    public Refusal RefuseEnded() =>
        Refusal.Unauthenticated($"{Name} was revoked or has expired: go on with another token (TRACKER_TOKEN_FILE).");

    /// <summary>The caller of a request that passed the gate.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request did not pass the gate.");
}
