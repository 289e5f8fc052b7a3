namespace Tracker.Storage.Chunks;

/// <summary>Which frames the rows of a chunk came in.</summary>
internal sealed class FrameTable
{
    /// <exception cref="FormatException">It is damaged, or does not fit its chunk.</exception>
    public FrameTable(ChunkHeader header, ReadOnlySpan<byte> bytes)
    {
        header.Check(ChunkHeader.FrameTable, bytes);
        var source = new ByteSource(bytes);
        Positions = Column(ref source, header.Frames);
        Indices = Column(ref source, header.Frames);
        Sequences = Column(ref source, header.Frames);
        Rows = Column(ref source, header.Frames);
        Delays = Column(ref source, header.Frames);
        var rows = 0L;
        foreach (var count in Rows)
        {
            if (count < 1 || count > header.Rows) throw new FormatException("a frame in it has no rows");
            rows += count;
        }

        if (rows != header.Rows) throw new FormatException("its frames have not as many rows as it");
    }

    /// <summary>From the first position of the range.</summary>
    public long[] Positions { get; }

    /// <summary>Among the frames of the entry.</summary>
    public long[] Indices { get; }

    public long[] Sequences { get; }

    public long[] Rows { get; }

    /// <summary>Microseconds from the last row's time to the daemon's.</summary>
    public long[] Delays { get; }

    private static long[] Column(ref ByteSource source, int count)
    {
        var numbers = new long[count];
        IntegerColumn.Read(ref source, numbers);
        return numbers;
    }
}
