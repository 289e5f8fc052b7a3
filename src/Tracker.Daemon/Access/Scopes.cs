namespace Tracker.Daemon.Access;

/// <summary>What a caller may do, and what a call needs.</summary>
[Flags]
internal enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Report to runs.</summary>
    Ingest = 1,

    /// <summary>Read runs, jobs, metrics and the daemon's state.</summary>
    Read = 2,

    /// <summary>Make the daemon act. Whoever has it has the others too.</summary>
    Control = 4,

    /// <summary>What is open to anybody on this machine.</summary>
    Open = Ingest | Read,

    /// <summary>Everything.</summary>
    All = Open | Control,
}

/// <summary>Scopes as people write them.</summary>
internal static class ScopeWords
{
    private static readonly (string Word, Scopes Scope)[] Known =
        [("ingest", Scopes.Ingest), ("read", Scopes.Read), ("control", Scopes.Control)];

    /// <summary>What is had with these: control brings the others.</summary>
    public static Scopes WithImplied(this Scopes scopes) => (scopes & Scopes.Control) != 0 ? Scopes.All : scopes;

    public static Scopes? Parse(string word) => Array.Find(Known, known => known.Word == word) is { Word: not null } found ? found.Scope : null;

    public static IEnumerable<string> ToWords(this Scopes scopes) => Known.Where(known => (scopes & known.Scope) != 0).Select(known => known.Word);

    /// <summary>"ingest or read".</summary>
    public static string Either(this Scopes scopes) => string.Join(" or ", scopes.ToWords());
}
