namespace Tracker.Runtime.Jobs;

/// <summary>The state of the source code from which a job was submitted, as it stood then.</summary>
public sealed record JobSource
{
    /// <summary>The commit; empty before the first.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Empty where none is checked out.</summary>
    public string Branch { get; init; } = "";

    /// <summary>Something differs from the commit.</summary>
    public bool Dirty { get; init; }

    /// <summary>Where the code comes from, without user and password.</summary>
    public string Remote { get; init; } = "";

    /// <summary>Full path of the working tree.</summary>
    public string Root { get; init; } = "";

    /// <summary>Bytes of the diff that were not kept.</summary>
    public long DiffLeftOut { get; init; }
}
