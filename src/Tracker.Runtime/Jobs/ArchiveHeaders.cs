namespace Tracker.Runtime.Jobs;

/// <summary>
/// An archive whose headers are bounded: a reader of tar keeps the whole of each in memory, names and attributes, and they say themselves
/// how long they are.
/// </summary>
internal sealed class ArchiveHeaders(Stream archive) : Stream
{
    private const int Most = 1 << 20;
    private int? _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What is read from here on is a header.</summary>
    public void Begin() => _left = Most;

    /// <summary>What is read from here on is content, which has a limit of its own.</summary>
    public void End() => _left = null;

    /// <exception cref="InvalidDataException">The header is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0) throw new InvalidDataException($"it has a header of more than {Most} bytes");
        if (_left is { } left && buffer.Length > left) buffer = buffer[..left];
        var read = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
