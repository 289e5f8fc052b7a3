namespace Tracker.Runtime.Search;

/// <summary>What every run has, or may have, by itself.</summary>
public enum RunColumn : byte
{
    /// <summary>Its id.</summary>
    Run,

    /// <summary>Its name.</summary>
    Name,

    /// <summary>What it belongs to.</summary>
    Experiment,

    /// <summary>Where it stands.</summary>
    Status,

    /// <summary>Why it ended.</summary>
    Reason,

    /// <summary>The plugin of its job.</summary>
    Plugin,

    /// <summary>Its likeliest cause.</summary>
    Cause,

    /// <summary>The gravest of its firing alerts.</summary>
    Severity,

    /// <summary>How many of its alerts fire.</summary>
    Alerts,

    /// <summary>When it was made.</summary>
    Created,

    /// <summary>When it ended.</summary>
    Ended,

    /// <summary>When its last samples came.</summary>
    Reported,

    /// <summary>From its making to its end, or to now.</summary>
    Duration,

    /// <summary>Its highest step.</summary>
    Step,

    /// <summary>Its samples.</summary>
    Samples,

    /// <summary>Its attempt.</summary>
    Attempt,

    /// <summary>What its journal takes.</summary>
    Bytes,

    /// <summary>Whether it is pinned.</summary>
    Pinned,
}

/// <summary>What a column holds.</summary>
public enum ColumnType : byte
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number of bytes; 10MB is written so.</summary>
    Bytes,

    /// <summary>Microseconds since the Unix epoch; 7d is the moment so long ago.</summary>
    Time,

    /// <summary>Microseconds; 2h is written so.</summary>
    Duration,

    /// <summary>A status, as its number.</summary>
    Status,

    /// <summary>A severity, as its number.</summary>
    Severity,

    /// <summary>0 or 1.</summary>
    Flag,
}

/// <summary>The columns by their names.</summary>
public static class RunColumns
{
    private static readonly Dictionary<string, RunColumn> ByName =
        Enum.GetValues<RunColumn>().ToDictionary(static column => column.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Every name.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The column of a name; null where it names none.</summary>
    public static RunColumn? Find(string name) => ByName.TryGetValue(name, out var column) ? column : null;

    /// <summary>What a column holds.</summary>
    public static ColumnType TypeOf(RunColumn column) => column switch
    {
        RunColumn.Status => ColumnType.Status,
        RunColumn.Severity => ColumnType.Severity,
        RunColumn.Created or RunColumn.Ended or RunColumn.Reported => ColumnType.Time,
        RunColumn.Duration => ColumnType.Duration,
        RunColumn.Alerts or RunColumn.Step or RunColumn.Samples or RunColumn.Attempt => ColumnType.Number,
        RunColumn.Bytes => ColumnType.Bytes,
        RunColumn.Pinned => ColumnType.Flag,
        _ => ColumnType.Text,
    };
}
