using Grpc.Core;
using Tracker.Contracts.V1;

namespace Tracker.Daemon.Api;

/// <summary>The parts of an upload as one stream, read as they come: what is not read yet holds the sender back.</summary>
internal sealed class UploadStream(IAsyncStreamReader<UploadSnapshotRequest> parts) : Stream
{
    private ReadOnlyMemory<byte> _part;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_part.IsEmpty)
        {
            if (!await parts.MoveNext(cancellationToken).ConfigureAwait(false)) return 0;
            _part = parts.Current.Data.Memory;
        }

        var length = Math.Min(buffer.Length, _part.Length);
        _part[..length].CopyTo(buffer);
        _part = _part[length..];
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // A part is awaited; to wait for it on a thread would hold that.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
