namespace Tracker.Runtime.Jobs;

/// <summary>Which of a job's outputs.</summary>
[Flags]
public enum JobOutputKind
{
    /// <summary>What it printed.</summary>
    Output = 1,

    /// <summary>What it complained about.</summary>
    Error = 2,

    /// <summary>Both.</summary>
    Both = Output | Error,
}

/// <summary>A piece of what a job printed.</summary>
/// <param name="Kind">Where to.</param>
/// <param name="Offset">Where in that output it begins, in bytes.</param>
/// <param name="Data">Up to 32 KiB.</param>
/// <param name="LeftOut">Bytes from the offset on that were freed; there is no data then.</param>
public readonly record struct JobOutput(JobOutputKind Kind, long Offset, ReadOnlyMemory<byte> Data, long LeftOut);

/// <summary>What of a job's output is wanted.</summary>
/// <param name="Kinds">Which.</param>
/// <param name="Follow">Also what it prints from now on, until it is over.</param>
/// <param name="TailLines">So many last lines of what is there now; null for all.</param>
/// <param name="FromOffset">Bytes to skip.</param>
public sealed record JobOutputWish(JobOutputKind Kinds, bool Follow, int? TailLines = null, long FromOffset = 0);
