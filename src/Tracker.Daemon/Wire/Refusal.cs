namespace Tracker.Daemon.Wire;

/// <summary>Why a call is not carried out. <see cref="Answers"/> says what each is in gRPC and in HTTP.</summary>
internal enum RefusalKind
{
    /// <summary>The caller sent something wrong.</summary>
    BadInput,

    /// <summary>It is not there.</summary>
    NotFound,

    /// <summary>It does not fit the state of things.</summary>
    Conflict,

    /// <summary>Too much at a time; later is right.</summary>
    Overloaded,

    /// <summary>Too large ever to be taken.</summary>
    TooLarge,

    /// <summary>It was given up after its time.</summary>
    TooSlow,

    /// <summary>Who calls is not known.</summary>
    Unauthenticated,

    /// <summary>Who calls may not.</summary>
    Forbidden,

    /// <summary>The daemon cannot do it now; the same call later is right and harmless.</summary>
    Unavailable,
}

/// <summary>Why a call is not carried out: one sentence that names the thing and the way out.</summary>
internal sealed record Refusal(RefusalKind Kind, string Sentence)
{
    /// <summary>The limit that was reached, by its word in docs/limits.md; null where it was none.</summary>
    public string? Limit { get; init; }

    /// <summary>More than a limit allows.</summary>
    public static Refusal Beyond(string limit, string sentence) => new(RefusalKind.BadInput, sentence) { Limit = limit };

    public static Refusal BadInput(string sentence) => new(RefusalKind.BadInput, sentence);

    public static Refusal NotFound(string sentence) => new(RefusalKind.NotFound, sentence);

    public static Refusal Conflict(string sentence) => new(RefusalKind.Conflict, sentence);

    public static Refusal Overloaded(string sentence) => new(RefusalKind.Overloaded, sentence);

    public static Refusal TooLarge(string sentence) => new(RefusalKind.TooLarge, sentence);

    public static Refusal TooSlow(string sentence) => new(RefusalKind.TooSlow, sentence);

    public static Refusal Unauthenticated(string sentence) => new(RefusalKind.Unauthenticated, sentence);

    public static Refusal Forbidden(string sentence) => new(RefusalKind.Forbidden, sentence);

    public static Refusal Unavailable(string sentence) => new(RefusalKind.Unavailable, sentence);
}
