namespace Tracker.Testing.Disks;

/// <summary>What a database asks of its disk that a disk can fail to do.</summary>
public enum DiskOperation
{
    /// <summary>Makes or opens a file.</summary>
    Open,

    /// <summary>Reads bytes.</summary>
    Read,

    /// <summary>Writes bytes, to the system's memory.</summary>
    Write,

    /// <summary>Makes durable what was written.</summary>
    Sync,

    /// <summary>Sets the length.</summary>
    Truncate,

    /// <summary>Removes a file.</summary>
    Delete,
}

/// <summary>One call to a disk.</summary>
/// <param name="Number">From 1, over all that change something (reads and opens have the number of the last of those).</param>
/// <param name="Operation">What is asked.</param>
/// <param name="File">The path.</param>
/// <param name="Offset">Where; the length for a truncation.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct DiskCall(int Number, DiskOperation Operation, string File, long Offset, int Length)
{
    /// <summary>It is the write-ahead log.</summary>
    public bool IsLog => File.EndsWith("-wal", StringComparison.Ordinal);
}

/// <summary>What the disk does instead.</summary>
/// <param name="Code">SQLite's result; 0 lets the call through.</param>
/// <param name="Written">Bytes of a write that reach the file all the same.</param>
public readonly record struct DiskFault(int Code, int Written = 0)
{
    /// <summary>Goes well.</summary>
    public static DiskFault None => default;

    /// <summary>ENOSPC, after so many bytes.</summary>
    public static DiskFault Full(int written = 0) => new(13, written);

    /// <summary>EIO of this operation, after so many bytes.</summary>
    public static DiskFault Error(DiskOperation operation, int written = 0) => new(
        operation switch
        {
            DiskOperation.Open => 14,
            DiskOperation.Read => 10 | (1 << 8),
            DiskOperation.Write => 10 | (3 << 8),
            DiskOperation.Sync => 10 | (4 << 8),
            DiskOperation.Truncate => 10 | (6 << 8),
            _ => 10 | (10 << 8),
        },
        written);
}
