namespace Tracker.Storage.Chunks;

/// <summary>The form of values. Numbers are stored: never change one.</summary>
internal enum WordWidth : byte
{
    /// <summary>IEEE binary32, 4 bytes.</summary>
    Single = 4,

    /// <summary>IEEE binary64, 8 bytes.</summary>
    Double = 8,
}

internal static class WordWidths
{
    /// <summary>The value that bits stand for.</summary>
    public static double Value(this WordWidth width, ulong word) => width == WordWidth.Single
        ? BitConverter.UInt32BitsToSingle((uint)word)
        : BitConverter.UInt64BitsToDouble(word);
}
