using Microsoft.Win32.SafeHandles;

namespace Tracker.Client.Spooling;

/// <summary>A file of records. Its first record has the sequence that the file is named after, each next one the next.</summary>
internal sealed class SpoolSegment : IDisposable
{
    private readonly SafeFileHandle _file;

    private SpoolSegment(ulong first, SafeFileHandle file)
    {
        First = first;
        _file = file;
    }

    public ulong First { get; }

    /// <summary>The sequence of the record that would come next.</summary>
    public ulong Next { get; private set; }

    public long Length { get; private set; }

    /// <summary>Opens or makes a segment, and cuts what a dying writer left behind the last whole record.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">Sequence of the first record.</param>
    /// <param name="onRecord">Told the samples and the payload of each record that is there.</param>
    public static SpoolSegment Open(string path, ulong first, Action<int, ReadOnlyMemory<byte>>? onRecord = null)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var segment = new SpoolSegment(first, file) { Next = first };
        try
        {
            long end = RandomAccess.GetLength(file);
            while (segment.TryRead(segment.Length, end, out byte[] payload, out int samples))
            {
                onRecord?.Invoke(samples, payload);
                segment.Length += SpoolRecord.HeaderBytes + payload.Length;
                segment.Next++;
            }

            if (segment.Length < end)
                RandomAccess.SetLength(file, segment.Length);
            return segment;
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Adds a sealed record. After a failed write the next record takes the same place, so that nothing torn is ever in between.</summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        RandomAccess.Write(_file, record, Length);
        Length += record.Length;
        Next++;
    }

    /// <summary>Reads the record at an offset; the next one is behind it.</summary>
    public bool TryRead(long offset, out byte[] payload, out int samples) => TryRead(offset, Length, out payload, out samples);

    /// <summary>The offset of a sequence that is in this segment, or of the end.</summary>
    public long OffsetOf(ulong sequence)
    {
        Span<byte> header = stackalloc byte[SpoolRecord.HeaderBytes];
        long offset = 0;
        for (ulong at = First; at < sequence && offset < Length; at++)
        {
            if (RandomAccess.Read(_file, header, offset) < header.Length || !SpoolRecord.TryReadHeader(header, out int bytes, out _))
                return Length;
            offset += SpoolRecord.HeaderBytes + bytes;
        }

        return offset;
    }

    public void Dispose() => _file.Dispose();

    private bool TryRead(long offset, long end, out byte[] payload, out int samples)
    {
        payload = [];
        samples = 0;
        Span<byte> header = stackalloc byte[SpoolRecord.HeaderBytes];
        if (offset + header.Length > end || RandomAccess.Read(_file, header, offset) < header.Length
            || !SpoolRecord.TryReadHeader(header, out int bytes, out samples) || offset + header.Length + bytes > end)
            return false;
        byte[] record = new byte[header.Length + bytes];
        if (RandomAccess.Read(_file, record, offset) < record.Length || !SpoolRecord.IsWhole(record))
            return false;
        payload = record[header.Length..];
        return true;
    }
}
