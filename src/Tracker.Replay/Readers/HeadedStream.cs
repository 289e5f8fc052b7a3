namespace Tracker.Replay.Readers;

/// <summary>What was read of a stream to look at it, then the rest of it: a pipe cannot be set back.</summary>
internal sealed class HeadedStream(byte[] head, Stream rest) : Stream
{
    private int _at;
    private uint _tail;

    /// <summary>The last four bytes that were read, the first of them lowest: where a file of gzip ends, the length of what was packed.</summary>
    public uint Tail => _tail;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, head.Length - _at);
        if (count == 0) count = rest.Read(buffer);
        else head.AsSpan(_at, count).CopyTo(buffer);
        if (_at < head.Length) _at += count;
        foreach (var b in buffer[Math.Max(0, count - 4)..count]) _tail = (_tail >> 8) | ((uint)b << 24);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
