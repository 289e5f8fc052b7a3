using System.Security.Cryptography;

namespace Tracker.Daemon.Backup;

/// <summary>
/// So many bytes of a file from where it stands, hashed as they are read. A file that grows meanwhile (a log) is taken up to there; one that
/// shrinks is filled with zeros, as its length was told already.
/// </summary>
internal sealed class MeasuredStream(Stream file, long? length = null) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _length = length ?? Math.Max(0, file.Length - file.Position);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _position);
        var read = file.ReadAtLeast(buffer[..wanted], wanted, throwOnEndOfStream: false);
        return Take(buffer[..wanted], read);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _position);
        var read = await file.ReadAtLeastAsync(buffer[..wanted], wanted, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span[..wanted], read);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> wanted, int read)
    {
        wanted[read..].Clear();
        _hash.AppendData(wanted);
        _position += wanted.Length;
        return wanted.Length;
    }
}
