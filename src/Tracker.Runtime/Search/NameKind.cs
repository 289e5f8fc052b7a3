namespace Tracker.Runtime.Search;

/// <summary>What a name that trainers chose names.</summary>
public enum NameKind : byte
{
    /// <summary>A fact or a hyperparameter.</summary>
    Fact = 0,

    /// <summary>A tag.</summary>
    Tag = 1,

    /// <summary>A metric.</summary>
    Metric = 2,
}
